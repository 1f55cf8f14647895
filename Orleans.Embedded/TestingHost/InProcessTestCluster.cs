using System.Collections.ObjectModel;
using Orleans.Runtime;

namespace Orleans.TestingHost;

public sealed class InProcessTestCluster : IAsyncDisposable, IDisposable
{
    internal InProcessTestCluster(InProcessTestClusterOptions options) => Options = options;

    public InProcessTestClusterOptions Options { get; }

    public ReadOnlyCollection<InProcessSiloHandle> Silos => throw new NotImplementedException();

    public IClusterClient Client => throw new NotImplementedException();

    public Task DeployAsync() => throw new NotImplementedException();

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => throw new NotImplementedException();

    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) => throw new NotImplementedException();

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) => throw new NotImplementedException();

    public Task<InProcessSiloHandle> StartAdditionalSiloAsync() => throw new NotImplementedException();

    public Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart) => throw new NotImplementedException();

    public Task StopSiloAsync(InProcessSiloHandle instance) => throw new NotImplementedException();

    public Task KillSiloAsync(InProcessSiloHandle instance) => throw new NotImplementedException();

    public Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance) => throw new NotImplementedException();

    public Task StopAllSilosAsync() => throw new NotImplementedException();

    public Task StopClusterClientAsync() => throw new NotImplementedException();

    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => throw new NotImplementedException();

    public bool TryGetGrainContext(GrainId grainId, out IGrainContext? grainContext) => throw new NotImplementedException();

    public Task DeactivateAsync(IAddressable grain) => throw new NotImplementedException();

    public Task DeactivateAsync(GrainId grainId) => throw new NotImplementedException();

    public Task WaitForDeactivationAsync(IAddressable grain) => throw new NotImplementedException();

    public Task WaitForDeactivationAsync(GrainId grainId) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
