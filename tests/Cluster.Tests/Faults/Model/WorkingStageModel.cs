namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>A stage that turns each item into none to many.</summary>
internal sealed class WorkingStageModel(
    string name, Func<long, IEnumerable<long>> code, EmitStyle style, int tasks, GroupingModel grouping, CodeFault? fault)
    : StageModel(name, tasks, grouping, fault)
{
    private static readonly TimeSpan Leisure = TimeSpan.FromMilliseconds(2);
    private int _emits;

    public override StageBuilder<long, long> AddTo(StageBuilder<long, long> stages) => stages.Stage<long>(ExecuteAsync, Tasks, Grouping.Grouping, Name);

    public override IEnumerable<long> Evaluate(IReadOnlyList<long> items) =>
        items.SelectMany(item => Enumerable.Repeat(item, Grouping.Choose?.Invoke(item, Tasks).Count() ?? 1)).SelectMany(code);

    private async ValueTask ExecuteAsync(long item, IEmitter<long> output, CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            await Fault.StrikeAsync(cancellationToken);
        }

        switch (style)
        {
            case EmitStyle.AllAtOnce:
                await Through(output).EmitAsync(code(item).ToArray(), cancellationToken);
                break;
            case EmitStyle.AtTheSameTime:
                await Task.WhenAll(code(item).Select(result => EmitAsync(output, result, cancellationToken).AsTask()));
                break;
            default:
                await EmitOneByOneAsync(item, output, cancellationToken);
                break;
        }
    }

    private async ValueTask EmitOneByOneAsync(long item, IEmitter<long> output, CancellationToken cancellationToken)
    {
        foreach (var result in code(item))
        {
            await EmitAsync(output, result, cancellationToken);
            if (style == EmitStyle.WithPauses && result % 8 == 0)
            {
                await Task.Yield();
            }

            if (style == EmitStyle.Leisurely && Interlocked.Increment(ref _emits) % 16 == 0)
            {
                await Task.Delay(Leisure, TimeProvider.System, cancellationToken);
            }
        }
    }
}

/// <summary>How a stage's code emits.</summary>
internal enum EmitStyle
{
    OneByOne,
    WithPauses,
    Leisurely,
    AllAtOnce,
    AtTheSameTime,
}
