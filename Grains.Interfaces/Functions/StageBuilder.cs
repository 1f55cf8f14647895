using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>
/// The stages so far, and what the next one can be. Immutable: every call returns a new builder, so a common beginning may be shared.
/// Mistakes that the compiler cannot see are reported when the function is registered, all at once.
/// </summary>
/// <typeparam name="TArgument">What the function takes.</typeparam>
/// <typeparam name="TItem">What the last stage so far emits.</typeparam>
public sealed class StageBuilder<TArgument, TItem>
{
    private readonly string _name;
    private readonly FunctionSettings _settings;
    private readonly ImmutableArray<PlanStage> _stages;
    private readonly ImmutableArray<PlanEdge> _edges;

    internal StageBuilder(string name, FunctionSettings settings, ImmutableArray<PlanStage> stages, ImmutableArray<PlanEdge> edges)
    {
        _name = name;
        _settings = settings;
        _stages = stages;
        _edges = edges;
    }

    /// <summary>A stage by its class.</summary>
    /// <typeparam name="TStage">The class; its constructor gets the silo's services.</typeparam>
    /// <typeparam name="TOut">What it emits.</typeparam>
    /// <param name="parallelism">How many of its tasks run at once over the whole cluster.</param>
    /// <param name="grouping">How items are shared out among its tasks; null: <see cref="Grouping.Shuffle"/>.</param>
    /// <param name="name">For plans and messages; null: the class's name.</param>
    public StageBuilder<TArgument, TOut> Stage<TStage, TOut>(int parallelism = 1, Grouping<TItem>? grouping = null, string? name = null)
        where TStage : class, IStage<TItem, TOut> =>
        Add(StageFactory.Of<TStage, IStage<TItem, TOut>>(), parallelism, grouping, name ?? TypeNames.Of(typeof(TStage)));

    /// <summary>A stage by a lambda, which must be thread-safe.</summary>
    /// <inheritdoc cref="Stage{TStage, TOut}(int, Grouping{TItem}, string)"/>
    public StageBuilder<TArgument, TOut> Stage<TOut>(
        Func<TItem, IEmitter<TOut>, CancellationToken, ValueTask> execute,
        int parallelism = 1,
        Grouping<TItem>? grouping = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        var stage = new LambdaStage<TItem, TOut>(execute);
        return Add(StageFactory.Shared<IStage<TItem, TOut>>(stage), parallelism, grouping, name ?? Unnamed("stage"));
    }

    /// <summary>A stage that turns each item into one.</summary>
    /// <inheritdoc cref="Stage{TStage, TOut}(int, Grouping{TItem}, string)"/>
    public StageBuilder<TArgument, TOut> Select<TOut>(
        Func<TItem, TOut> select, int parallelism = 1, Grouping<TItem>? grouping = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Stage<TOut>((item, output, token) => output.EmitAsync(select(item), token), parallelism, grouping, name ?? Unnamed("select"));
    }

    /// <summary>A stage that turns each item into any number.</summary>
    /// <inheritdoc cref="Stage{TStage, TOut}(int, Grouping{TItem}, string)"/>
    public StageBuilder<TArgument, TOut> SelectMany<TOut>(
        Func<TItem, IEnumerable<TOut>> select, int parallelism = 1, Grouping<TItem>? grouping = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Stage<TOut>(
            async (item, output, token) =>
            {
                foreach (var one in select(item))
                {
                    await output.EmitAsync(one, token);
                }
            },
            parallelism,
            grouping,
            name ?? Unnamed("select-many"));
    }

    /// <summary>A stage that lets some items pass.</summary>
    /// <inheritdoc cref="Stage{TStage, TOut}(int, Grouping{TItem}, string)"/>
    public StageBuilder<TArgument, TItem> Where(
        Func<TItem, bool> predicate, int parallelism = 1, Grouping<TItem>? grouping = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Stage<TItem>(
            (item, output, token) => predicate(item) ? output.EmitAsync(item, token) : default, parallelism, grouping, name ?? Unnamed("where"));
    }

    /// <summary>An aggregation by its class.</summary>
    /// <typeparam name="TAggregator">The class; its constructor gets the silo's services.</typeparam>
    /// <typeparam name="TOut">What it emits.</typeparam>
    /// <param name="partitions">How many instances share the work of one request.</param>
    /// <param name="grouping">How items are shared out among them; null: <see cref="Grouping.Shuffle"/>.</param>
    /// <param name="name">For plans and messages; null: the class's name.</param>
    public StageBuilder<TArgument, TOut> Aggregate<TAggregator, TOut>(
        int partitions = 1, Grouping<TItem>? grouping = null, string? name = null)
        where TAggregator : class, IAggregator<TItem, TOut> =>
        Add(StageFactory.Of<TAggregator, IAggregator<TItem, TOut>>(), partitions, grouping, name ?? TypeNames.Of(typeof(TAggregator)));

    /// <summary>An aggregation whose instances a lambda makes: one for each request and partition.</summary>
    /// <inheritdoc cref="Aggregate{TAggregator, TOut}(int, Grouping{TItem}, string)"/>
    public StageBuilder<TArgument, TOut> Aggregate<TOut>(
        Func<IAggregator<TItem, TOut>> create, int partitions = 1, Grouping<TItem>? grouping = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return Add(StageFactory.By(create), partitions, grouping, name ?? Unnamed("aggregate"));
    }

    /// <summary>An aggregation by a fold: a state for each request and partition, which every item changes and which becomes one value.</summary>
    /// <inheritdoc cref="Aggregate{TAggregator, TOut}(int, Grouping{TItem}, string)"/>
    public StageBuilder<TArgument, TOut> Aggregate<TState, TOut>(
        Func<TState> seed,
        Func<TState, TItem, TState> add,
        Func<TState, TOut> finish,
        int partitions = 1,
        Grouping<TItem>? grouping = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(finish);
        return Aggregate<TOut>(() => new FoldAggregator<TState, TItem, TOut>(seed(), add, finish), partitions, grouping, name);
    }

    /// <summary>
    /// Declares that the aggregation before this call does not mind duplicates: an item that is added twice counts once, whether it comes to
    /// the same partition or, where its grouping does not go by the item, to two whose outputs the next aggregation merges. When a silo is lost, the tasks
    /// of the working stages before it that ran there run again, in place of the whole request, and they may be hedged
    /// (<see cref="FunctionBuilder.WithHedging"/>). So the code of these stages may run more than once for an item within one attempt, in whole or
    /// in part, and must emit the same items for it each time. <c>Distinct</c>, <c>DistinctBy</c> and <c>DistinctCount</c> (of items or keys that
    /// <see cref="Grouping.Fields"/> takes), <c>Min</c>, <c>Max</c>, <c>MinBy</c>, <c>MaxBy</c> and <c>ApproximateDistinctCount</c> declare it themselves.
    /// </summary>
    public StageBuilder<TArgument, TItem> Idempotent() => _stages.IsEmpty
        ? throw new InvalidOperationException($"Function '{_name}': there is no aggregation yet; call Idempotent() after one.")
        : new(_name, _settings, _stages.SetItem(_stages.Length - 1, _stages[^1].AsIdempotent()), _edges);

    /// <summary>The same, where a built-in aggregation is known to be.</summary>
    internal StageBuilder<TArgument, TItem> IdempotentIf(bool isIdempotent) => isIdempotent ? Idempotent() : this;

    /// <summary>Ends the definition: the answer is the one value that the last stage emits.</summary>
    public DrpcFunction<TArgument, TItem> Returns() => new OneValueFunction<TArgument, TItem>(_name, Plan(), _settings);

    /// <summary>Ends the definition: the answer is the list of all values that the last stage emits, in no particular order.</summary>
    public DrpcFunction<TArgument, IReadOnlyList<TItem>> ReturnsAll() =>
        new AllValuesFunction<TArgument, TItem>(_name, Plan(), _settings with { ReturnsAll = true });

    private FunctionPlan Plan() => new(_stages, _edges);

    internal string Unnamed(string kind) => $"{kind}-{_stages.Length}";

    private StageBuilder<TArgument, TOut> Add<TOut>(
        StageFactory<IStage<TItem, TOut>> factory, int parallelism, Grouping<TItem>? grouping, string name) =>
        With<TOut>(new WorkerStage<TItem, TOut>(_stages.Length, name, parallelism, factory), grouping);

    private StageBuilder<TArgument, TOut> Add<TOut>(
        StageFactory<IAggregator<TItem, TOut>> factory, int partitions, Grouping<TItem>? grouping, string name) =>
        With<TOut>(new AggregatorStage<TItem, TOut>(_stages.Length, name, partitions, factory), grouping);

    private StageBuilder<TArgument, TOut> With<TOut>(PlanStage stage, Grouping<TItem>? grouping) => new(
        _name,
        _settings,
        _stages.Add(stage),
        _edges.Add(new PlanEdge<TItem>(_edges.Length, stage.Index - 1, stage.Index, grouping ?? Grouping.Shuffle)));
}
