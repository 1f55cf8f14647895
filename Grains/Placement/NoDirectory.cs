using Orleans.GrainDirectory;

namespace OrleansDrpc;

/// <summary>The directory of grains that need none.</summary>
internal sealed class NoDirectory : IGrainDirectory
{
    public const string Name = "drpc-none";

    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
