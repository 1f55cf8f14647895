using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Loops that run durable requests, and fail in a way that nobody foresaw.</summary>
public sealed class BackgroundLoopTests
{
    [Fact]
    public async Task Loops_OneFails_TheOthersEndAndTheFailureIsHeard()
    {
        var failing = new TaskCompletionSource();
        var isEnded = false;
        var loops = BackgroundLoops.RunAsync([_ => failing.Task, EndlessAsync], CancellationToken.None);

        failing.SetException(new InvalidOperationException("a fault"));

        Assert.Equal("a fault", (await Assert.ThrowsAsync<InvalidOperationException>(() => loops.Within("the loops to end"))).Message);
        Assert.True(isEnded);

        async Task EndlessAsync(CancellationToken end)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
            }
            finally
            {
                isEnded = true;
            }
        }
    }

    [Fact]
    public async Task Renewal_FailsUnexpectedly_WhatRunsIsStoppedAndSubmitsAreRefused()
    {
        using var folder = new TempFolder();
        var store = new WatchedStore(folder);
        await using var door = await DurableDoor.StartAsync(store, ("Requests:Lease", "00:00:01"));
        var gate = Gate.New();
        await door.Http.SubmitAsync("hold", gate.Key);
        await gate.Reached;

        store.FailRenewals = true;

        await gate.Cancelled;
        var refused = await door.Http.TrySubmitAsync("echo", "x");
        Assert.Contains("has failed", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
        Assert.Equal("\"y\"", (await door.Http.InvokeAsync("echo", "\"y\"")).Text());
    }
}
