using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>What is replayed, how often, and what is told of it.</summary>
public sealed class ReplayTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Function_FailsOnce_IsReplayedByDefaultAndTheReplyTellsOfIt(int silos)
    {
        var (task, spread) = (FlakyFunctions.OneTask(f => f), FlakyFunctions.Spread(f => f));
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(task).AddFunction(spread));

        Assert.Equal(2, await cluster.Client.ExecuteAsync(task, 1).Within(Limit, "the call"));
        var id = RequestId.New();
        Assert.Equal(FlakyFunctions.Items, await cluster.Client.ExecuteAsync(spread, 1, new CallOptions { RequestId = id }).Within(Limit, "the call"));
        Assert.Equal(4, Record.Of(id, "finish").Count);
        var reply = await cluster.SendAsync(new DrpcRequest(RequestId.New(), task.Name, null, "1", true, null)).Within(Limit, "the call");

        Assert.Null(reply.Failure);
        var failed = Assert.Single(reply.FailedAttempts);
        Assert.Equal((1, DrpcFailureCode.FunctionFailed, "flaky"), (failed.Number, failed.Code, failed.Stage));
        Assert.Contains("author's message in attempt 1", failed.Message, StringComparison.Ordinal);
        Assert.InRange(failed.EndedAt - failed.StartedAt, TimeSpan.Zero, Limit);
        Assert.Null((await cluster.SendAsync(new DrpcRequest(RequestId.New(), task.Name, null, "0", true, null)).Within(Limit, "the call")).Replayed);
        await cluster.IdleAsync();
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public async Task Function_FailsAlways_HasItsAttemptsAndTheFailureTellsOfAllInOrder(int attempts)
    {
        var function = FlakyFunctions.Spread(f => f.Reliable(attempts));
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        var id = RequestId.New();

        var failure = await Assert.ThrowsAsync<DrpcException>(() => cluster.Client.ExecuteAsync(function, 99, new CallOptions { RequestId = id }).Within(Limit, "the call"));

        var failed = failure.Failure.Attempts!.Value;
        Assert.Equal(Enumerable.Range(1, attempts), failed.Select(attempt => attempt.Number));
        Assert.Equal(attempts, Record.Of(id, "attempt").Distinct().Count());
        Assert.All(failed, attempt => Assert.Contains($"author's message in attempt {attempt.Number}", attempt.Message, StringComparison.Ordinal));
        Assert.Equal(failed.OrderBy(attempt => attempt.StartedAt), failed);
        Assert.Equal(failed[^1].Message, failure.Message);
        Assert.False(failure.Failure.IsPermanent);
        await cluster.IdleAsync();
    }

    [Theory, InlineData("permanent"), InlineData("argument"), InlineData("nested"), InlineData("too many values")]
    public async Task Failure_ThatNoAttemptCouldMend_IsNotReplayed(string kind)
    {
        var runs = 0;
        var function = DrpcFunction.Named("fails").Reliable(5).Takes<string>().Stage<string>(
            async (what, output, token) =>
            {
                Interlocked.Increment(ref runs);
                await output.EmitAsync(what, token);
                await output.EmitAsync(what, token);
                throw what switch
                {
                    "permanent" => new PermanentException("author's message"),
                    "argument" => new DrpcException(DrpcFailureCode.BadArgument, "author's message"),
                    _ => new DrpcException(new DrpcFailure(DrpcFailureCode.UnknownFunction, "author's message", RequestId.New())),
                };
            },
            name: "fails").Returns();
        var many = DrpcFunction.Named("many").Reliable(5).Takes<string>().Stage<string>(
            async (what, output, token) =>
            {
                Interlocked.Increment(ref runs);
                await output.EmitAsync(what, token);
                await output.EmitAsync(what, token);
            },
            name: "many").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function).AddFunction(many));

        var failure = await Assert.ThrowsAsync<DrpcException>(
            () => cluster.Client.ExecuteAsync(kind == "too many values" ? many : function, kind).Within(Limit, "the call"));

        Assert.Equal(1, runs);
        Assert.Single(failure.Failure.Attempts!.Value);
        Assert.Equal(kind != "argument", failure.Failure.IsPermanent);
        Assert.Equal(kind == "argument" ? DrpcFailureCode.BadArgument : DrpcFailureCode.FunctionFailed, failure.Code);
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task Attempt_OverItsTimeout_IsCancelledEverywhereAndReplayed(int silos)
    {
        var function = DrpcFunction.Named("hangs-once").WithAttemptTimeout(TimeSpan.FromMilliseconds(200)).Takes<string>()
            .Stage<string>(
                (name, output, token) => output.Context.Attempt.Number == 1
                    ? new ValueTask(TestGate.Of(name).WaitAsync(output.Context.Silo, token))
                    : output.EmitAsync(name, token),
                parallelism: 6,
                Grouping.All,
                "hangs")
            .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(function));
        var name = Guid.NewGuid().ToString();

        var reply = await cluster.SendAsync(new DrpcRequest(RequestId.New(), function.Name, null, name, true, TimeSpan.FromSeconds(15))).Within(Limit, "the call");

        Assert.Equal("6", reply.Text);
        Assert.Equal(DrpcFailureCode.TimedOut, Assert.Single(reply.FailedAttempts).Code);
        Assert.Contains("attempt timeout", reply.FailedAttempts[0].Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == TestGate.Of(name).Waiting.Count, "every waiting stage to be cancelled");
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Deadline_AmongManyAttempts_EndsTheRequestAndEveryToken()
    {
        var function = DrpcFunction.Named("hangs").Reliable(10).WithAttemptTimeout(TimeSpan.FromMilliseconds(150)).Takes<string>()
            .Stage<string>((name, output, token) => new ValueTask(TestGate.Of(name).WaitAsync(output.Context.Silo, token)), name: "hangs").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        var name = Guid.NewGuid().ToString();
        var started = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAsync<DrpcException>(
            () => cluster.ClientOn(0).ExecuteAsync(function, name, new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }).Within(Limit, "the call"));

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        Assert.InRange(failure.Failure.Attempts!.Value.Length, 1, 4);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(1500), "All attempts were made, as if there was no deadline.");
        await Eventually.TrueAsync(() => TestGate.Of(name).Cancelled.Count == TestGate.Of(name).Waiting.Count, "every waiting stage to be cancelled");
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task Caller_CancelsInAFailingAttempt_NoOtherIsMade()
    {
        using var caller = new CancellationTokenSource();
        var runs = 0;
        var function = DrpcFunction.Named("cancels").Reliable(5).Takes<int>().Stage<int>(
            async (_, _, _) =>
            {
                Interlocked.Increment(ref runs);
                await caller.CancelAsync();
                throw new InvalidOperationException("author's message");
            },
            name: "cancels").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.ClientOn(0).ExecuteAsync(function, 1, caller.Token).Within(Limit, "the call"));

        Assert.Equal(1, runs);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task FirstAttempt_IsLater_AttemptsAreNumberedFromThere()
    {
        var function = FlakyFunctions.OneTask(f => f);
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        const int First = 1 + DrpcRequest.AttemptNumbersOfCall;

        var reply = await cluster.SendAsync(new DrpcRequest(RequestId.New(), function.Name, null, "1", true, null, First)).Within(Limit, "the call");

        Assert.Equal($"{First + 1}", reply.Text);
        Assert.Equal(First, Assert.Single(reply.FailedAttempts).Number);
    }

    [Theory, InlineData(0, null, 3), InlineData(1, null, 3), InlineData(2, null, 3), InlineData(3, null, 3), InlineData(1, 1, 1), InlineData(1, 2, 2)]
    public async Task LostAttempts_OfTheRequest_AreAmongThoseThatItHas(int lost, int? maxAttempts, int attempts)
    {
        var function = FlakyFunctions.OneTask(f => f.Reliable(3));
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        var first = 1 + (lost * DrpcRequest.AttemptNumbersOfCall);

        var reply = await cluster.SendAsync(RequestAfter(lost) with { Function = function.Name, ArgumentText = "99", FirstAttempt = first, MaxAttempts = maxAttempts })
            .Within(Limit, "the call");

        var numbers = LostNumbers(lost).Concat(Enumerable.Range(first, Math.Max(0, attempts - lost)));
        Assert.Equal(numbers, reply.FailedAttempts.Select(attempt => attempt.Number));
        Assert.Equal(lost == attempts ? DrpcFailureCode.SiloLost : DrpcFailureCode.FunctionFailed, reply.Failure!.Code);
        Assert.Equal(attempts > 1, reply.Failure.AttemptsUsedUp);
        await cluster.IdleAsync();
    }

    [Fact]
    public async Task LostAttempts_OfARequestThatSucceeds_AreToldWithThoseOfItsHome()
    {
        var function = FlakyFunctions.OneTask(f => f.Reliable(3));
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        const int First = 1 + DrpcRequest.AttemptNumbersOfCall;

        var reply = await cluster.SendAsync(RequestAfter(1) with { Function = function.Name, ArgumentText = "1", FirstAttempt = First }).Within(Limit, "the call");

        Assert.Null(reply.Failure);
        Assert.Equal([1, First], reply.Replayed!.Value.Select(attempt => attempt.Number));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task TimeThatHasPassed_IsTakenOffTheFunctionsDeadline(bool isOver)
    {
        var deadline = TimeSpan.FromSeconds(30);
        var function = DrpcFunction.Named("tells-time").WithDeadline(deadline).Takes<string>()
            .Stage<TimeSpan>((_, output, token) => output.EmitAsync(output.Context.Remaining, token), name: "tells").Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(function));
        var passed = isOver ? deadline : TimeSpan.FromSeconds(20);

        var reply = await cluster.SendAsync(RequestAfter(1) with { Function = function.Name, Passed = passed, Timeout = TimeSpan.FromSeconds(25), TextAnswer = false })
            .Within(Limit, "the call");

        Assert.Equal(isOver ? DrpcFailureCode.TimedOut : null, reply.Failure?.Code);
        Assert.Equal([1], reply.FailedAttempts.Select(attempt => attempt.Number));
        if (!isOver)
        {
            Assert.InRange(function.ReadAnswer(reply.Values!), TimeSpan.Zero, deadline - passed);
        }
    }

    [Fact]
    public async Task RequestId_OfARequestThatIsReplayed_IsRefusedAndTheFirstGoesOn()
    {
        await using var cluster = await DrpcTestCluster.StartAsync(1, drpc => drpc.AddFunction(FailsThenWaits));
        var (name, options) = (Guid.NewGuid().ToString(), new CallOptions { RequestId = RequestId.New() });
        var first = cluster.ClientOn(0).ExecuteAsync(FailsThenWaits, name, options);
        await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "the second attempt to wait");

        var second = await Assert.ThrowsAsync<DrpcException>(() => cluster.ClientOn(0).ExecuteAsync(FailsThenWaits, name, options).Within(Limit, "the second"));
        TestGate.Of(name).Open();

        Assert.Equal(DrpcFailureCode.BadArgument, second.Code);
        Assert.Equal(name, await first.Within(Limit, "the first"));
    }

    [Fact]
    public async Task Silo_StopsWhileItsRequestFails_ReplaysItBeforeItStops()
    {
        var function = DrpcFunction.Named("waits-then-fails").Takes<string>()
            .Stage<string>(
                async (name, output, token) =>
                {
                    await TestGate.Of(name).WaitAsync(output.Context.Silo, token);
                    await output.EmitAsync(output.Context.Attempt.Number > 1 ? name : throw new InvalidOperationException("author's message"), token);
                },
                name: "waits")
            .Returns();
        await using var cluster = await DrpcTestCluster.StartAsync(2, drpc => drpc.AddFunction(function));
        var name = Guid.NewGuid().ToString();
        var running = cluster.ClientOn(1).ExecuteAsync(function, name);
        await Eventually.TrueAsync(() => !TestGate.Of(name).Waiting.IsEmpty, "the stage to wait");

        var table = cluster.ServicesOf(1).GetRequiredService<RequestTable>();
        var stopping = cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[1]);
        await Eventually.TrueAsync(() => table.IsDraining, "the silo to drain");
        TestGate.Of(name).Open();

        Assert.Equal(name, await running.Within(Limit, "the running request"));
        await stopping.Within(Limit, "the silo to stop");
    }

    private static IEnumerable<int> LostNumbers(int lost) => Enumerable.Range(0, lost).Select(home => 1 + (home * DrpcRequest.AttemptNumbersOfCall));

    /// <summary>A request that has lost so many homes.</summary>
    private static DrpcRequest RequestAfter(int lost) => new(
        RequestId.New(),
        "",
        null,
        "",
        true,
        null,
        LostAttempts: lost == 0 ? null
            : [.. LostNumbers(lost).Select(number => new AttemptFailure(number, DrpcFailureCode.SiloLost, "The home was lost.", null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch))]);

    private static DrpcFunction<string, string> FailsThenWaits { get; } = DrpcFunction.Named("fails-then-waits").Takes<string>()
        .Stage<string>(
            async (name, output, token) =>
            {
                if (output.Context.Attempt.Number == 1)
                {
                    throw new InvalidOperationException("author's message");
                }

                await TestGate.Of(name).WaitAsync(output.Context.Silo, token);
                await output.EmitAsync(name, token);
            },
            name: "waits")
        .Returns();
}
