namespace OrleansDrpc.Cluster.Tests;

/// <summary>Straggling tasks that are started on another silo, too.</summary>
public sealed class HedgingTests
{
    private const int Items = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(700);

    [Theory, MemberData(nameof(RerunFunctions.Aggregations), MemberType = typeof(RerunFunctions))]
    public async Task Task_HangsOnOneSiloBeforeAnyIdempotentAggregation_TheAnswerIsExact(string aggregation, long answer)
    {
        var gate = TestGate.Of(Guid.NewGuid().ToString());
        string? bad = null;
        var function = RerunFunctions.Make(
            $"hangs-before-{aggregation}",
            stages => RerunFunctions.End(stages, aggregation),
            f => f.WithHedging(Delay),
            work: (_, context, token) => context.Silo == bad ? gate.WaitAsync(context.Silo, token) : Task.CompletedTask);
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);
        bad = cluster.Cluster.Silos[2].SiloAddress.ToString();

        var reply = await cluster.SendAsync(cluster.RequestWithSourceOn(1, function, "")).Within(Limit, "the call");

        Assert.Equal($"{answer}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.True(reruns.Hedged >= RerunFunctions.Tasks / 3, $"{reruns.Hedged} tasks were hedged.");
        await cluster.IdleAsync();
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task Task_HangsOnOneSilo_AnotherRunWinsAndItIsCancelled(int partitions)
    {
        var gate = TestGate.Of(Guid.NewGuid().ToString());
        string? bad = null;
        var function = RerunFunctions.Make(
            $"hangs-{partitions}",
            stages => stages.DistinctCount(partitions),
            f => f.WithHedging(Delay),
            work: (_, context, token) => context.Silo == bad ? gate.WaitAsync(context.Silo, token) : Task.CompletedTask);
        await using var cluster = await StartAsync(function);
        using var reruns = new Reruns(function.Name);
        bad = cluster.Cluster.Silos[2].SiloAddress.ToString();

        var reply = await cluster.SendAsync(cluster.RequestWithSourceOn(1, function, "")).Within(Limit, "the call");

        Assert.Equal($"{RerunFunctions.Items}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.Equal(0, reruns.Lost);
        Assert.True(reruns.Hedged >= RerunFunctions.Tasks / 3, $"{reruns.Hedged} tasks were hedged.");
        await Eventually.TrueAsync(() => gate.Cancelled.Count == gate.Waiting.Count, "every task that hangs to be cancelled");
        await cluster.IdleAsync();
        await Eventually.TrueAsync(async () => await cluster.ActivationsOfAsync(nameof(AggregatorGrain)) == 0, "no aggregator to be left");
    }

    [Fact]
    public async Task Source_HangsOnOneSilo_ItIsHedgedToo()
    {
        var gate = TestGate.Of(Guid.NewGuid().ToString());
        string? bad = null;
        var function = RerunFunctions.Make(
            "source-hangs",
            stages => stages.DistinctCount(),
            f => f.WithHedging(Delay),
            source: (_, context, token) => context.Silo == bad ? gate.WaitAsync(context.Silo, token) : Task.CompletedTask,
            work: (_, _, _) => Task.CompletedTask);
        await using var cluster = await StartAsync(function);
        bad = cluster.Cluster.Silos[2].SiloAddress.ToString();

        var reply = await cluster.SendAsync(cluster.RequestWithSourceOn(2, function, "")).Within(Limit, "the call");

        Assert.Equal($"{RerunFunctions.Items}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.Single(gate.Waiting);
        await Eventually.TrueAsync(() => gate.Cancelled.Count == 1, "the source that hangs to be cancelled");
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Task_HedgedInVain_TheFirstRunWinsAndTheOtherIsCancelled()
    {
        var (first, second) = (TestGate.Of(Guid.NewGuid().ToString()), TestGate.Of(Guid.NewGuid().ToString()));
        string? planned = null;
        var function = Hedged("hedged-in-vain", (i, context, token) =>
            i > 0 ? Task.CompletedTask : (context.Silo == planned ? first : second).WaitAsync(context.Silo, token));
        await using var cluster = await StartAsync(function);
        planned = cluster.Cluster.Silos[2].SiloAddress.ToString();
        var call = cluster.SendAsync(cluster.RequestWithSourceOn(2, function, ""));
        await Eventually.TrueAsync(() => !second.Waiting.IsEmpty, "the task to be hedged");

        first.Open();
        var reply = await call.Within(Limit, "the call");

        Assert.Equal($"{(1L << Items) - 1}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        await Eventually.TrueAsync(() => second.Cancelled.Count == 1, "the other run to be cancelled");
        Assert.Single(first.Waiting);
        Assert.Empty(first.Cancelled);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Straggler_ThatHadSentHalf_ItsItemsAreThereTwiceAndCountOnce()
    {
        const int half = Items / 2;
        var gate = TestGate.Of(Guid.NewGuid().ToString());
        var added = 0;
        string? bad = null;
        var function = Hedged(
            "half-sent",
            (i, context, token) => i != half ? Task.CompletedTask
                : context.Silo == bad ? gate.WaitAsync(context.Silo, token)
                : Eventually.TrueAsync(() => Volatile.Read(ref added) == 2 * half, "the first half of both runs to be added"),
            () => Interlocked.Increment(ref added));
        await using var cluster = await StartAsync(function, options => options.MaxBatchItems = 1);
        bad = cluster.Cluster.Silos[2].SiloAddress.ToString();

        var reply = await cluster.SendAsync(cluster.RequestWithSourceOn(2, function, "")).Within(Limit, "the call");

        Assert.Equal($"{(1L << Items) - 1}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        Assert.Equal(Items + half, added);
        await Eventually.TrueAsync(() => gate.Cancelled.Count == 1, "the straggler to be cancelled");
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Loser_ThatGoesOnAndEmits_IsNeitherMissedNorCounted()
    {
        var (hangs, later) = (TestGate.Of(Guid.NewGuid().ToString()), TestGate.Of(Guid.NewGuid().ToString()));
        var lateEmits = 0;
        string? bad = null;
        var function = RerunFunctions.Make(
            "loser-goes-on",
            stages => stages.Distinct().Count().Stage<long>(
                async (count, output, token) =>
                {
                    await later.WaitAsync(output.Context.Silo, token);
                    await output.EmitAsync(count, token);
                },
                name: "later"),
            f => f.WithHedging(Delay),
            work: async (_, context, _) =>
            {
                if (context.Silo == bad)
                {
                    await hangs.WaitAsync(context.Silo, CancellationToken.None);
                    Interlocked.Increment(ref lateEmits);
                }
            });
        await using var cluster = await StartAsync(function);
        bad = cluster.Cluster.Silos[2].SiloAddress.ToString();
        var call = cluster.SendAsync(cluster.RequestWithSourceOn(1, function, ""));
        await Eventually.TrueAsync(() => !later.Waiting.IsEmpty, "the aggregation to be done");

        hangs.Open();
        await Eventually.TrueAsync(() => lateEmits == hangs.Waiting.Count, "the losers to go on");
        later.Open();
        var reply = await call.Within(Limit, "the call");

        Assert.Equal($"{RerunFunctions.Items}", reply.Text);
        Assert.Empty(reply.FailedAttempts);
        await cluster.IdleAsync();
        await Eventually.TrueAsync(async () => await cluster.ActivationsOfAsync(nameof(AggregatorGrain)) == 0, "no aggregator to be left");
    }

    [Fact]
    public async Task Tasks_ThatAreInTime_RunOnce()
    {
        var runs = 0;
        var function = RerunFunctions.Make(
            "in-time", stages => stages.DistinctCount(), f => f.WithHedging(TimeSpan.FromSeconds(20)), work: (_, _, _) => Task.FromResult(Interlocked.Increment(ref runs)));
        await using var cluster = await StartAsync(function);

        Assert.Equal(RerunFunctions.Items, await cluster.Client.ExecuteAsync(function, "").Within(Limit, "the call"));

        Assert.Equal(RerunFunctions.Tasks, runs);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Task_ThatFails_IsReplayedWithTheWholeAttempt()
    {
        var function = RerunFunctions.Make(
            "hedged-fails",
            stages => stages.DistinctCount(),
            f => f.WithHedging(TimeSpan.FromSeconds(20)),
            work: (_, context, _) => context is { Task: 3, Attempt.Number: 1 } ? throw new InvalidOperationException("author's message") : Task.CompletedTask);
        await using var cluster = await StartAsync(function);

        var reply = await cluster.SendAsync(new DrpcRequest(RequestId.New(), function.Name, null, "", true, null)).Within(Limit, "the call");

        Assert.Equal($"{RerunFunctions.Items}", reply.Text);
        var failed = Assert.Single(reply.FailedAttempts);
        Assert.Equal((DrpcFailureCode.FunctionFailed, "work"), (failed.Code, failed.Stage));
        Assert.Contains("author's message", failed.Message, StringComparison.Ordinal);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Request_ThatIsCancelled_EndsBothRuns()
    {
        var gate = TestGate.Of(Guid.NewGuid().ToString());
        var function = RerunFunctions.Make(
            "hedged-cancelled",
            stages => stages.DistinctCount(),
            f => f.WithHedging(TimeSpan.FromMilliseconds(50)),
            work: (_, context, token) => gate.WaitAsync(context.Silo, token));
        await using var cluster = await StartAsync(function);
        using var caller = new CancellationTokenSource();
        var call = cluster.ClientOn(0).ExecuteAsync(function, "", caller.Token);
        await Eventually.TrueAsync(() => gate.Waiting.Count > RerunFunctions.Tasks, "tasks to be hedged");

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within(Limit, "the call"));
        await Eventually.TrueAsync(() => gate.Cancelled.Count == gate.Waiting.Count, "every task to be cancelled");
        await cluster.IdleAsync();
    }

    /// <summary>One task that emits numbers, and an aggregation of one bit for each that its author declares idempotent.</summary>
    private static DrpcFunction<string, long> Hedged(string name, Func<int, StageContext, CancellationToken, Task> beforeEmit, Action? onAdd = null) =>
        DrpcFunction.Named(name).WithHedging(Delay).Takes<string>()
            .Stage<int>(async (_, output, token) =>
            {
                for (var i = 0; i < Items; i++)
                {
                    await beforeEmit(i, output.Context, token);
                    await output.EmitAsync(i, token);
                }
            })
            .Aggregate(() => 0L, (bits, item) => Add(bits, item, onAdd), bits => bits).Idempotent()
            .Returns();

    private static long Add(long bits, int item, Action? onAdd)
    {
        onAdd?.Invoke();
        return bits | (1L << item);
    }

    private static Task<DrpcTestCluster> StartAsync(DrpcFunction function, Action<DrpcOptions>? tune = null) => DrpcTestCluster.StartAsync(
        3,
        drpc => drpc.AddFunction(function).Configure(options =>
        {
            options.DefaultDeadline = TimeSpan.FromMinutes(2);
            tune?.Invoke(options);
        }));
}
