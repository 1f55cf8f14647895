using Orleans.Placement;
using Orleans.Runtime;

namespace Orleans.Concurrency;

[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute(int maxLocalWorkers) : PlacementAttribute(new StatelessWorkerPlacement(maxLocalWorkers))
{
    public StatelessWorkerAttribute()
        : this(Environment.ProcessorCount)
    {
    }
}
