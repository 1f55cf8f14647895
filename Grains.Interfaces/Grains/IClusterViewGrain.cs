using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>Tells clients outside the cluster which silos they can give requests to. Key: 0.</summary>
[Alias("drpc.IClusterViewGrain")]
public interface IClusterViewGrain : IGrainWithIntegerKey
{
    /// <summary>The silos that are active now, as the asked silo sees it.</summary>
    [Alias("GetActiveSilos")]
    Task<ImmutableArray<SiloAddress>> GetActiveSilosAsync();
}
