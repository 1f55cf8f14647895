using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansDrpc.Embedded;

internal sealed class RandomPlacementDirector : IPlacementDirector
{
    internal static RandomPlacementDirector Instance { get; } = new();

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) ?? silos[Random.Shared.Next(silos.Length)]);
    }
}

internal sealed class PreferLocalPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is null && context.LocalSiloStatus == SiloStatus.Active
            ? Task.FromResult(context.LocalSilo)
            : RandomPlacementDirector.Instance.OnAddActivation(strategy, target, context);
    }
}

internal sealed class HashBasedPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var sorted = silos.Order().ToArray();
        return Task.FromResult(
            IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) ?? sorted[target.GrainIdentity.GetUniformHashCode() % (uint)sorted.Length]);
    }
}
