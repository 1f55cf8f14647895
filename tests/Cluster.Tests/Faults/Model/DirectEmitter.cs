namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Names a task for each item, for code that does not know of tasks.</summary>
internal sealed class DirectEmitter(IEmitter<long> output) : IEmitter<long>
{
    public StageContext Context => output.Context;

    public ValueTask EmitAsync(long item, CancellationToken cancellationToken = default) =>
        output.EmitToAsync(GroupingModel.DirectTask(item, Context.TargetTaskCount), item, cancellationToken);

    public ValueTask EmitAsync(ReadOnlySpan<long> items, CancellationToken cancellationToken = default) => EmitAllAsync(items.ToArray(), cancellationToken);

    public ValueTask EmitToAsync(int task, long item, CancellationToken cancellationToken = default) => output.EmitToAsync(task, item, cancellationToken);

    private async ValueTask EmitAllAsync(long[] items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            await EmitAsync(item, cancellationToken);
        }
    }
}
