using Orleans;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class CancellationTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(2);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Token_FiringDuringTheCall_EndsTheWaitAndReachesTheGrain()
    {
        using var canceled = new CancellationTokenSource();
        var call = _cluster.Client.GetGrain<ICancelableGrain>("running").WaitAsync(canceled.Token);
        await Signals.Of("running:started").Within("the call to run");

        await canceled.CancelAsync();

        var failure = await call.Fails<OperationCanceledException>("the caller's wait to end");
        Assert.Equal(canceled.Token, failure.CancellationToken);
        await Signals.Of("running:canceled").Within("the grain to see its token fire");
    }

    [Fact]
    public async Task Token_FiredBeforeTheCall_NothingIsSent()
    {
        var grain = _cluster.Client.GetGrain<ICancelableGrain>("before");

        await grain.WaitAsync(new CancellationToken(canceled: true)).Fails<OperationCanceledException>("the refusal");

        Assert.False(_cluster.TryGetGrainContext(grain.GetGrainId(), out _));
    }

    [Fact]
    public async Task Token_FiringWhileTheCallWaits_TheGrainNeverRunsIt()
    {
        using var canceled = new CancellationTokenSource();
        var grain = _cluster.Client.GetGrain<ICancelableGrain>("queued");
        var running = grain.HoldAsync();
        await Signals.Of("queued:held").Within("the call before it");
        var call = grain.WaitAsync(canceled.Token);

        await canceled.CancelAsync();
        await call.Fails<OperationCanceledException>("the caller's wait to end");
        Signals.Set("queued:go");
        await running.Within("the call before it to end");
        await grain.PingAsync(default);

        Assert.False(Signals.Of("queued:started").IsCompleted);
    }

    [Fact]
    public async Task Token_FiringWhileTheGrainIsMade_LeavesNoGrainBehind()
    {
        using var canceled = new CancellationTokenSource();
        var grain = _cluster.Client.GetGrain<ISlowlyMadeGrain>("slowly");
        var call = grain.RunAsync(canceled.Token);
        await Signals.Of("slowly:activating").Within("the grain to be made");
        Assert.True(_cluster.TryGetGrainContext(grain.GetGrainId(), out var context));

        await canceled.CancelAsync();
        await call.Fails<OperationCanceledException>("the caller's wait to end");
        Signals.Set("slowly:go");

        await context.Deactivated.Within("the grain that nobody wants any more to end");
        Assert.False(Signals.Of("slowly:ran").IsCompleted);
    }

    [Fact]
    public async Task Token_NotFiring_LeavesTheCallAlone()
    {
        using var never = new CancellationTokenSource();

        Assert.Equal(5, await _cluster.Client.GetGrain<ICancelableGrain>("calm").PingAsync(never.Token));
        await never.CancelAsync();
        Assert.Equal(5, await _cluster.Client.GetGrain<ICancelableGrain>("calm").PingAsync(default));
    }

    [Fact]
    public async Task Token_WhoseCallbackInTheGrainThrows_LeavesTheGrainWorking()
    {
        using var canceled = new CancellationTokenSource();
        var grain = _cluster.Client.GetGrain<ICancelableGrain>("bad-callback");
        var call = grain.BadCallbackAsync(canceled.Token);
        await Signals.Of("bad-callback:started").Within("the call to run");

        await canceled.CancelAsync();
        await call.Fails<OperationCanceledException>("the caller's wait to end");
        Signals.Set("bad-callback:go");

        Assert.Equal(5, await grain.PingAsync(default).Within("the call after it"));
    }

    [Fact]
    public async Task Token_PassedOnByAGrain_ReachesTheNextGrain()
    {
        using var canceled = new CancellationTokenSource();
        var call = _cluster.Client.GetGrain<ICancelableGrain>("outer").ForwardAsync("inner", canceled.Token);
        await Signals.Of("inner:started").Within("the inner call to run");

        await canceled.CancelAsync();

        await call.Fails<OperationCanceledException>("the caller's wait to end");
        await Signals.Of("inner:canceled").Within("the inner grain to see its token fire");
    }
}

public interface ICancelableGrain : IGrainWithStringKey
{
    Task WaitAsync(CancellationToken cancellationToken);

    Task HoldAsync();

    Task<int> PingAsync(CancellationToken cancellationToken);

    Task BadCallbackAsync(CancellationToken cancellationToken);

    Task ForwardAsync(string key, CancellationToken cancellationToken);
}

public sealed class CancelableGrain : Grain, ICancelableGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Signals.Set($"{Key}:started");
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Signals.Set($"{Key}:canceled");
            throw;
        }
    }

    public async Task HoldAsync()
    {
        Signals.Set($"{Key}:held");
        await Signals.Of($"{Key}:go");
    }

    public async Task BadCallbackAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => throw new InvalidOperationException("a bad callback"));
        Signals.Set($"{Key}:started");
        await Signals.Of($"{Key}:go");
    }

    public Task<int> PingAsync(CancellationToken cancellationToken) => Task.FromResult(5);

    public Task ForwardAsync(string key, CancellationToken cancellationToken) => GrainFactory.GetGrain<ICancelableGrain>(key).WaitAsync(cancellationToken);
}

public interface ISlowlyMadeGrain : IGrainWithStringKey
{
    Task RunAsync(CancellationToken cancellationToken);
}

public sealed class SlowlyMadeGrain : Grain, ISlowlyMadeGrain
{
    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Signals.Set($"{Key}:activating");
        return Signals.Of($"{Key}:go");
    }

    public Task RunAsync(CancellationToken cancellationToken)
    {
        Signals.Set($"{Key}:ran");
        return Task.CompletedTask;
    }
}
