namespace Orleans.Runtime;

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public abstract class PlacementStrategy
{
    public virtual bool IsUsingGrainDirectory => true;
}

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public class RandomPlacement : PlacementStrategy;

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public class PreferLocalPlacement : PlacementStrategy;

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public class HashBasedPlacement : PlacementStrategy;

internal sealed class StatelessWorkerPlacement(int maxLocalWorkers) : PlacementStrategy
{
    public override bool IsUsingGrainDirectory => false;

    internal int MaxLocalWorkers { get; } = maxLocalWorkers > 0 ? maxLocalWorkers : Environment.ProcessorCount;
}
