using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class CoalescedCallsTests
{
    private readonly CoalescedCalls _calls = new(TimeProvider.System);
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _executions;

    [Fact]
    public async Task Equal_AtTheSameTime_ShareOneExecution()
    {
        Task<string>[] callers = [.. Enumerable.Range(0, 50).Select(_ => CallAsync("x"))];
        var other = CallAsync("y");

        _answer.SetResult("answer");

        Assert.All(await Task.WhenAll(callers).Within("the callers' answers"), answer => Assert.Equal("answer", answer));
        Assert.Equal("answer", await other.Within("the other caller's answer"));
        Assert.Equal(2, _executions);
        await CallAsync("x").Within("a later caller's answer");
        Assert.Equal(3, _executions);
    }

    [Fact]
    public async Task Callers_SomeLeave_TheOthersHaveTheAnswer()
    {
        using var leaving = new CancellationTokenSource();
        var staying = CallAsync("x");
        var left = CallAsync("x", cancellationToken: leaving.Token);
        var hasty = CallAsync("x", TimeSpan.FromMilliseconds(20));

        var failure = await Assert.ThrowsAsync<DrpcException>(() => hasty.Within("the hasty caller's end"));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.Within("the leaving caller's end"));
        _answer.SetResult("answer");

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
        Assert.Equal("answer", await staying.Within("the staying caller's answer"));
        Assert.False(_cancelled.Task.IsCompleted);
        Assert.Equal(1, _executions);
    }

    [Fact]
    public async Task Callers_AllLeave_TheExecutionIsCancelledAndTheNextBeginsAnew()
    {
        using var leaving = new CancellationTokenSource();
        Task<string>[] callers = [CallAsync("x", cancellationToken: leaving.Token), CallAsync("x", cancellationToken: leaving.Token)];

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(callers).Within("the callers' ends"));
        await _cancelled.Task.Within("the execution to be cancelled");
        var next = CallAsync("x");
        _answer.SetResult("answer");
        Assert.Equal("answer", await next.Within("the next caller's answer"));
    }

    [Fact]
    public async Task Failure_IsEveryCallers()
    {
        Task<string>[] callers = [CallAsync("x"), CallAsync("x")];

        _answer.SetException(new DrpcException(DrpcFailureCode.FunctionFailed, "no"));

        foreach (var caller in callers)
        {
            Assert.Equal("no", (await Assert.ThrowsAsync<DrpcException>(() => caller.Within("a caller's failure"))).Message);
        }
    }

    [Fact]
    public async Task FrontDoor_FunctionThatWantsIt_RunsOnceForCallersWithDifferentTimeouts()
    {
        await using var door = await FrontDoor.StartAsync();
        var gate = Gate.New();
        var call = door.Http.PostTextAsync("/drpc/shared", gate.Key);
        await gate.Reached;

        var hasty = await door.Http.PostTextAsync("/drpc/shared", gate.Key, ("Drpc-Timeout", "0.05"));
        gate.Open();

        hasty.AssertStormError(HttpStatusCode.GatewayTimeout, "SERVER_TIMEOUT");
        Assert.Equal("passed", (await call).Text());
        Assert.Equal(1, gate.Passages);
    }

    private async Task<string> CallAsync(string argument, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await _calls.ExecuteAsync(new CallIdentity("f", argument, RequestPriority.Interactive), timeout, ExecuteAsync, cancellationToken)).Value;

    private async Task<PartialAnswer<string>> ExecuteAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _executions);
        try
        {
            return new PartialAnswer<string>(await _answer.Task.WaitAsync(cancellationToken), Coverage: null);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }
}
