using System.Text.RegularExpressions;

namespace OrleansDrpc.Interop.Tests;

/// <summary>A front door process with both Thrift ports.</summary>
internal sealed partial class ThriftDoor : IAsyncDisposable
{
    private readonly FrontDoorProcess _process;

    private ThriftDoor(FrontDoorProcess process) => _process = process;

    /// <summary>Where clients connect: <c>HOST:PORT</c>.</summary>
    public string Clients => Printed(ClientsAddress());

    /// <summary>Where workers connect: <c>HOST:PORT</c>.</summary>
    public string Workers => Printed(WorkersAddress());

    /// <summary>Starts it on free ports and waits until it serves.</summary>
    public static async Task<ThriftDoor> StartAsync(params string[] options)
    {
        var process = FrontDoorProcess.Start(["--http-port", "0", "--thrift-port", "0", "--invocations-port", "0", .. options]);
        try
        {
            using var http = await process.ServingAsync();
            return new ThriftDoor(process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, as service managers do.</summary>
    public void Terminate() => _process.Terminate();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string Printed(Regex address) => address.Match(_process.Output) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidOperationException($"The front door has printed no address that matches '{address}': {_process.Output}{_process.Error}");

    [GeneratedRegex(@"clients at ([^\s,]+:\d+)")]
    private static partial Regex ClientsAddress();

    [GeneratedRegex(@"workers at ([^\s,]+:\d+)")]
    private static partial Regex WorkersAddress();
}
