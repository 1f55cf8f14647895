using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A silo as a worker process of a front door.</summary>
internal sealed class SiloProcess : ProgramProcess
{
    private SiloProcess(IEnumerable<string> arguments)
        : base("OrleansDrpc.Silo.dll", arguments, "Pulls from")
    {
    }

    public static SiloProcess Start(IPEndPoint workers, params string[] arguments) => new(["--drpc-servers", $"{workers}", .. arguments]);
}
