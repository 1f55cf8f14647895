using System.Net;

namespace OrleansDrpc.Hosting;

/// <summary>Reports every value of <see cref="SiloEndpointOptions"/> that is out of range.</summary>
internal static class SiloEndpointCheck
{
    public static IEnumerable<string> Mistakes(SiloEndpointOptions options)
    {
        (string Name, int Port, int Least)[] ports =
        [
            (nameof(options.SiloPort), options.SiloPort, 0),
            (nameof(options.GatewayPort), options.GatewayPort, 0),
            (nameof(options.PrimarySiloPort), options.PrimarySiloPort ?? 1, 1),
        ];
        foreach (var (name, port, least) in ports.Where(port => port.Port < port.Least || port.Port > IPEndPoint.MaxPort))
        {
            yield return $"{SiloEndpointOptions.Section}:{name} is {port}; it must be {least} to {IPEndPoint.MaxPort}.";
        }

        (string Name, string Value)[] names = [(nameof(options.ClusterId), options.ClusterId), (nameof(options.ServiceId), options.ServiceId)];
        foreach (var (name, value) in names.Where(name => string.IsNullOrWhiteSpace(name.Value)))
        {
            yield return $"{SiloEndpointOptions.Section}:{name} is '{value}'; it must be a name.";
        }
    }
}
