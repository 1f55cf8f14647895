namespace OrleansDrpc.Hosting.Tests;

public sealed class DrainingTests
{
    [Fact]
    public async Task Stop_PullWaits_EndsItAndTakesNothingMore()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(2, server);
        var running = server.Add(HeldCalls.Name, "running");
        var stopping = await BeginToDrainAsync(server, worker);

        var late = server.Add("echo", "late");
        worker.Held.Free("running");
        await stopping.Within("the worker to stop");

        Assert.Equal("held running", (await server.OutcomeOf(running)).Text);
        Assert.DoesNotContain(server.Outcomes, outcome => outcome.Id == late);
        await server.UntilClosed();
        Assert.Equal((0, 1, 1), (server.Leases, server.Waiting, server.Connections));
    }

    [Fact]
    public async Task Stop_RequestEndsMeanwhile_IsStoppedToo()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(2, server);
        var stopped = server.Add(HeldCalls.Name, "stopped");
        var stopping = await BeginToDrainAsync(server, worker);

        server.End(stopped);
        await worker.Held.UntilCancelled("stopped");
        await stopping.Within("the worker to stop");

        await server.UntilClosed();
        Assert.Empty(server.Outcomes);
    }

    [Fact]
    public async Task Stop_ServerOfStorm_DeliversWhatRunsAndFetchesNothingMore()
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        await using var worker = await Worker.StartAsync(2, server);
        var running = server.Add(HeldCalls.Name, "running");
        await worker.Held.UntilStarted(1);

        var stopping = worker.StopAsync();
        worker.Held.Free("running");
        await stopping.Within("the worker to stop");

        Assert.Equal("held running", (await server.OutcomeOf(running)).Text);
        await server.UntilClosed();
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_RequestOutlastsTheDrain_IsDroppedWithItsConnection(bool knowsPull)
    {
        await using var server = ScriptedServer.Start(new ServerAbilities(knowsPull));
        await using var worker = await Worker.StartAsync(server.Address, drainTimeout: TimeSpan.FromMilliseconds(100));
        server.Add(HeldCalls.Name, "long");
        await worker.Held.UntilStarted(1);

        await worker.StopAsync().Within("the worker to stop");

        await worker.Held.UntilCancelled("long");
        await server.UntilClosed();
        Assert.Empty(server.Outcomes);
        Assert.Equal(knowsPull ? 1 : 0, server.Waiting);
        Assert.Contains(worker.Log.Lines, line => line.Contains("still running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_ServerIsNotThere_TakesNoTime()
    {
        using var port = new ReservedPort();
        await using var worker = await Worker.StartAsync(port.Address, drainTimeout: TimeSpan.FromHours(1));

        await worker.StopAsync().Within("the worker to stop");
    }

    /// <summary>With one of its two requests running.</summary>
    private static async Task<Task> BeginToDrainAsync(ScriptedServer server, Worker worker)
    {
        await worker.Held.UntilStarted(1);
        await server.UntilCalled("pullRequests 1");

        // A task in a task, because the caller waits for its end later. The first call asks whether the server knows pulls at all.
        var stopping = worker.StopAsync();
        await server.UntilCalled("pullRequests 0", times: 2);
        return stopping;
    }
}
