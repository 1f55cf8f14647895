using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Orleans.TestingHost;

public abstract class SiloHandle : IAsyncDisposable
{
    public string Name { get; set; } = "";

    public SiloAddress SiloAddress { get; set; } = null!;

    public abstract ValueTask DisposeAsync();

    public override string ToString() => SiloAddress.ToString();
}

public class InProcessSiloHandle : SiloHandle
{
    private readonly IHost _host;

    internal InProcessSiloHandle(IHost host)
    {
        _host = host;
        Silo = host.Services.GetRequiredService<Silo>();
        Name = Silo.Name;
        SiloAddress = Silo.SiloAddress;
    }

    public IServiceProvider ServiceProvider => _host.Services;

    internal Silo Silo { get; }

    /// <summary>Kills the silo where it was not stopped before.</summary>
    public override async ValueTask DisposeAsync()
    {
        Silo.Kill();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    internal Task StopAsync() => _host.StopAsync();
}
