using Orleans;
using Orleans.GrainDirectory;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansDrpc.Embedded.Tests;

public interface IPlaced : IGrainWithStringKey
{
    Task<SiloAddress> WhereAsync();
}

public interface ILocalGrain : IPlaced;

public interface IHashedGrain : IPlaced;

public interface IScatteredGrain : IPlaced;

public interface IPinnedGrain : IPlaced
{
    Task<int> CountAsync();
}

public interface IPerCallerGrain : IGrainWithStringKey
{
    Task<Guid> InstanceAsync();
}

public interface IUnplacedGrain : IGrainWithStringKey
{
    Task PingAsync();
}

public sealed class PinnedPlacement : PlacementStrategy
{
    public override bool IsUsingGrainDirectory => false;
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class PinnedPlacementAttribute() : PlacementAttribute(new PinnedPlacement());

public sealed class PinnedPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString();
        Signals.Add($"director:{key}");
        var silo = SiloAddress.FromParsableString(key.Split('|')[0]);
        return context.GetCompatibleSilos(target).Contains(silo) ? Task.FromResult(silo) : throw new SiloUnavailableException($"{silo} is not an active silo");
    }
}

public sealed class PerCallerPlacement : PlacementStrategy
{
    public override bool IsUsingGrainDirectory => false;
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class PerCallerPlacementAttribute() : PlacementAttribute(new PerCallerPlacement());

public sealed class PerCallerPlacementDirector : IPlacementDirector
{
    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        await Task.Yield();
        return context.LocalSilo;
    }
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class UnknownPlacementAttribute() : PlacementAttribute(new UnknownPlacement());

public sealed class UnknownPlacement : PlacementStrategy;

public sealed class NoDirectory : IGrainDirectory
{
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}

public abstract class PlacedGrain(ILocalSiloDetails silo) : Grain, IPlaced
{
    public Task<SiloAddress> WhereAsync() => Task.FromResult(silo.SiloAddress);
}

[PreferLocalPlacement]
public sealed class LocalGrain(ILocalSiloDetails silo) : PlacedGrain(silo), ILocalGrain;

[HashBasedPlacement]
public sealed class HashedGrain(ILocalSiloDetails silo) : PlacedGrain(silo), IHashedGrain;

[RandomPlacement]
public sealed class ScatteredGrain(ILocalSiloDetails silo) : PlacedGrain(silo), IScatteredGrain;

[PinnedPlacement, GrainDirectory("none")]
public sealed class PinnedGrain(ILocalSiloDetails silo) : PlacedGrain(silo), IPinnedGrain
{
    private int _count;

    public Task<int> CountAsync() => Task.FromResult(++_count);
}

[PerCallerPlacement]
public sealed class PerCallerGrain : Grain, IPerCallerGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public Task<Guid> InstanceAsync() => Task.FromResult(_instance);
}

[UnknownPlacement]
public sealed class UnplacedGrain : Grain, IUnplacedGrain
{
    public Task PingAsync() => Task.CompletedTask;
}
