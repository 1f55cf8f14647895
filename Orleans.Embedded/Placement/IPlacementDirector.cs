namespace Orleans.Runtime.Placement;

public interface IPlacementDirector
{
    Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context);
}

public interface IPlacementContext
{
    SiloAddress[] GetCompatibleSilos(PlacementTarget target);

    SiloAddress LocalSilo { get; }

    SiloStatus LocalSiloStatus { get; }
}

public readonly struct PlacementTarget
{
    internal PlacementTarget(GrainId grainIdentity) => GrainIdentity = grainIdentity;

    public GrainId GrainIdentity { get; }
}
