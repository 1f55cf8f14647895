using Microsoft.AspNetCore.Builder;
using OrleansDrpc.ClientApi;

namespace OrleansDrpc.Benchmarks;

/// <summary>A front door in this process, on free ports.</summary>
internal static class FrontDoor
{
    /// <param name="add">Adds its functions; null: <see cref="OneStage.Exclaim"/> alone.</param>
    /// <param name="requests">Settings of durable requests; without any it keeps none.</param>
    public static WebApplication Build(Action<DrpcBuilder>? add = null, params ReadOnlySpan<(string Name, string Value)> requests)
    {
        string[] ports = [nameof(FrontDoorOptions.HttpPort), nameof(FrontDoorOptions.ThriftPort), nameof(FrontDoorOptions.InvocationsPort)];
        var values = ports.ToDictionary(port => $"{FrontDoorOptions.Section}:{port}", string? (_) => "0");
        values[$"{RequestsOptions.Section}:{nameof(RequestsOptions.Store)}"] = nameof(RequestStoreKind.None);
        foreach (var (name, value) in requests)
        {
            values[$"{RequestsOptions.Section}:{name}"] = value;
        }

        return FrontDoorHost.Build(new CommandLineSettings(null, values), (drpc, _) => (add ?? AddExclaim)(drpc));
    }

    private static void AddExclaim(DrpcBuilder drpc) => drpc.AddFunction(OneStage.Exclaim);
}
