namespace OrleansDrpc.Tests;

/// <summary>
/// Runs a function in memory, stage after stage, with every batch sent through its bytes and delivered in an order made up from the seed.
/// </summary>
internal sealed class PlanRunner(FunctionPlan plan, int seed) : IStageVisitor<bool>
{
    private readonly Random _random = new(seed);
    private readonly AttemptId _attempt = new(RequestId.New(), 1);
    private List<(int Task, ItemBatch Batch)> _arrived = [];
    private List<(int Task, ItemBatch Batch)> _sent = [];

    public static TResult Run<TArgument, TResult>(DrpcFunction<TArgument, TResult> function, TArgument argument, int seed = 1)
    {
        Assert.Empty(PlanValidator.Mistakes(function));
        var runner = new PlanRunner(function.Plan, seed);
        runner.Send((PlanEdge<TArgument>)function.Plan.OutgoingOf(PlanEdge.Argument).Single(), argument);
        foreach (var stage in function.Plan.Stages)
        {
            runner.Deliver();
            stage.Accept(runner);
        }

        runner.Deliver();
        return function.ReadAnswer(function.JoinValues([.. runner._arrived.Select(sent => sent.Batch)]));
    }

    public bool Visit<TIn, TOut>(WorkerStage<TIn, TOut> stage)
    {
        for (var task = 0; task < stage.TaskCount; task++)
        {
            var output = EmitterOf<TOut>(stage, task);
            foreach (var item in ItemsFor<TIn>(task))
            {
                stage.Factory.Create(null!).ExecuteAsync(item, output, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }

            _sent.AddRange(output.Complete());
        }

        return true;
    }

    public bool Visit<TIn, TOut>(AggregatorStage<TIn, TOut> stage)
    {
        for (var task = 0; task < stage.TaskCount; task++)
        {
            var aggregator = stage.Factory.Create(null!);
            foreach (var (_, batch) in _arrived.Where(sent => sent.Task == task))
            {
                aggregator.Add(batch.Items<TIn>().Span);
            }

            var output = EmitterOf<TOut>(stage, task);
            aggregator.FinishAsync(output, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            _sent.AddRange(output.Complete());
        }

        return true;
    }

    private void Send<T>(PlanEdge<T> edge, T item)
    {
        var output = new CollectingEmitter<T>(edge, plan.Stages[edge.To].TaskCount, 0, null!);
        output.EmitAsync(item).AsTask().GetAwaiter().GetResult();
        _sent.AddRange(output.Complete());
    }

    private void Deliver()
    {
        var batches = _sent.Select(sent => (sent.Task, ItemBatch.FromBytes(sent.Batch.ToBytes(), sent.Batch.Count, sent.Batch.TypeTag))).ToArray();
        _random.Shuffle(batches);
        _arrived = [.. batches];
        _sent = [];
    }

    private IEnumerable<T> ItemsFor<T>(int task) =>
        _arrived.Where(sent => sent.Task == task).SelectMany(sent => sent.Batch.Items<T>().ToArray());

    private CollectingEmitter<T> EmitterOf<T>(PlanStage stage, int task)
    {
        var edge = (PlanEdge<T>?)plan.OutgoingOf(stage.Index).SingleOrDefault();
        var targets = edge is null ? 1 : plan.Stages[edge.To].TaskCount;
        return new CollectingEmitter<T>(edge, targets, (ulong)((stage.Index * 1000) + task), new StageContext(
            _attempt, "test", stage.Name, task, stage.TaskCount, edge is null ? 0 : targets, "silo"));
    }
}
