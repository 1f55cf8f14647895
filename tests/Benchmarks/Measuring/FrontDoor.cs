using Microsoft.AspNetCore.Builder;
using OrleansDrpc.ClientApi;

namespace OrleansDrpc.Benchmarks;

/// <summary>A front door in this process, on free ports, with one function: <see cref="OneStage.Exclaim"/>.</summary>
internal static class FrontDoor
{
    public static WebApplication Build()
    {
        string[] ports = [nameof(FrontDoorOptions.HttpPort), nameof(FrontDoorOptions.ThriftPort), nameof(FrontDoorOptions.InvocationsPort)];
        var settings = new CommandLineSettings(null, ports.ToDictionary(port => $"{FrontDoorOptions.Section}:{port}", string? (_) => "0"));
        return FrontDoorHost.Build(settings, (drpc, _) => drpc.AddFunction(OneStage.Exclaim));
    }
}
