namespace OrleansDrpc.Cluster.Tests;

/// <summary>Answers in part at the deadline, of functions that allow them.</summary>
public sealed class PartialAnswerTests
{
    private const double AllButOne = 6.0 / 7;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly CallOptions Soon = new() { Timeout = TimeSpan.FromSeconds(5) };

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Function_WhoseTaskStraggles_AnswersWithWhatTheOthersDidAndSaysSo(int silos)
    {
        var function = StragglingFunctions.Count(f => f.WithPartialAnswers());
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(function));
        await cluster.ClientOn(0).ExecuteAsync(function, StragglingFunctions.Warm).Within(Limit, "the first call");
        var name = Guid.NewGuid().ToString();

        var answer = await cluster.ClientOn(0).ExecutePartialAsync(function, name, Soon).Within(Limit, "the call");

        Assert.Equal(5 * StragglingFunctions.OfEachTask, answer.Value);
        Assert.Equal(AllButOne, answer.Coverage!.Value, 5);
        Assert.False(answer.IsWhole);
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == TestGate.Of(name).Waiting.Count, "the straggler to be cancelled");
        await cluster.IdleAsync();
        await Eventually.TrueAsync(async () => await cluster.ActivationsOfAsync(nameof(AggregatorGrain)) == 0, "no aggregator to be left");
    }

    [Fact]
    public async Task Function_ThatIsDoneInTime_AnswersWhole()
    {
        var function = StragglingFunctions.Count(f => f.WithPartialAnswers());
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        var name = Guid.NewGuid().ToString();
        TestGate.Of(name).Open();

        Assert.Equal(new PartialAnswer<long>(StragglingFunctions.Items, null), await cluster.Client.ExecutePartialAsync(function, name).Within(Limit, "the call"));
        Assert.Equal(new PartialAnswer<string>($"{StragglingFunctions.Items}", null), await cluster.ClientOn(0).ExecutePartialAsync(function.Name, name).Within(Limit, "the call"));
    }

    [Fact]
    public async Task Function_ThatDoesNotAllowThem_TimesOut()
    {
        var function = StragglingFunctions.Count(f => f);
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
            .ExecutePartialAsync(function, Guid.NewGuid().ToString(), new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }).Within(Limit, "the call"));

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
    }

    [Fact]
    public async Task Function_WhosePartMakesNoAnswer_TimesOut()
    {
        var function = DrpcFunction.Named("first").WithPartialAnswers().Unreliable().Takes<int>()
            .Stage<int>((_, _, token) => new ValueTask(Cancellation.OfAsync(token)), name: "waits")
            .Aggregate(static () => new FirstAggregator<int>(ItemOrder.By(static (int item) => item)), name: "first")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0)
            .ExecutePartialAsync(function, 1, new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }).Within(Limit, "the call"));

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
    }

    [Fact]
    public async Task Straggler_ThatThrowsWhenItIsStopped_IsNotMissed()
    {
        var function = StragglingFunctions.Count(f => f.WithPartialAnswers(), async (_, _, token) =>
        {
            await Cancellation.OfAsync(token).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new InvalidOperationException("author's message");
        });
        await using var cluster = await DrpcTestCluster.StartAsync(3, drpc => drpc.AddFunction(function));
        await cluster.ClientOn(0).ExecuteAsync(function, StragglingFunctions.Warm).Within(Limit, "the first call");

        Assert.Equal(5 * StragglingFunctions.OfEachTask, await cluster.ClientOn(0).ExecuteAsync(function, "", Soon).Within(Limit, "the call"));
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Straggler_ThatBlocksItsSlot_DoesNotKeepTheAggregationsFromFinishing()
    {
        using var release = new ManualResetEventSlim();
        var function = StragglingFunctions.Count(f => f.WithPartialAnswers(), (_, _, _) =>
        {
            release.Wait(Limit, CancellationToken.None);
            return Task.CompletedTask;
        });
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).Configure(options => options.WorkersPerRequest = 2));
        await cluster.ClientOn(0).ExecuteAsync(function, StragglingFunctions.Warm).Within(Limit, "the first call");
        try
        {
            Assert.Equal(5 * StragglingFunctions.OfEachTask, await cluster.ClientOn(0).ExecuteAsync(function, "", Soon).Within(Limit, "the call"));
        }
        finally
        {
            release.Set();
        }

        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Attempt_ThatFails_IsReplayedAndTheReplayMayAnswerInPart()
    {
        var failed = 0;
        var function = StragglingFunctions.Count(
            f => f.WithPartialAnswers(),
            (name, silo, token) => Interlocked.Exchange(ref failed, 1) == 0
                ? throw new InvalidOperationException("author's message")
                : TestGate.Of(name).WaitAsync(silo, token));
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        await cluster.ClientOn(0).ExecuteAsync(function, StragglingFunctions.Warm).Within(Limit, "the first call");

        var reply = await cluster.SendAsync(new DrpcRequest(RequestId.New(), function.Name, null, Guid.NewGuid().ToString(), true, Soon.Timeout)).Within(Limit, "the call");

        Assert.Equal($"{5 * StragglingFunctions.OfEachTask}", reply.Text);
        Assert.Equal(AllButOne, reply.Coverage!.Value, 5);
        Assert.Equal(DrpcFailureCode.FunctionFailed, Assert.Single(reply.FailedAttempts).Code);
    }
}
