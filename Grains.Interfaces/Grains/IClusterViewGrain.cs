using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>Tells clients outside the cluster which silos they can give requests to, and which are gone. Key: 0.</summary>
[Alias("drpc.IClusterViewGrain")]
public interface IClusterViewGrain : IGrainWithIntegerKey
{
    /// <summary>The silos that are active now, as the asked silo sees it.</summary>
    [Alias("GetActiveSilos")]
    Task<ImmutableArray<SiloAddress>> GetActiveSilosAsync();

    /// <summary>
    /// Which of some silos are dead, as the asked silo sees it. One that stops is not yet: what runs there may end. Nor is one that is suspected
    /// only, or that the asked silo does not know of yet.
    /// </summary>
    [Alias("GetDeadSilos")]
    Task<ImmutableArray<SiloAddress>> GetDeadSilosAsync(ImmutableArray<SiloAddress> silos);
}
