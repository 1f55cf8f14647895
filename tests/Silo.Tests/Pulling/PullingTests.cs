using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting.Tests;

/// <summary>Against a server that knows pullRequests, as the front door.</summary>
public sealed class PullingTests
{
    [Fact]
    public async Task Requests_OfAllFunctions_AreRunAndAnswered()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(server);

        var ids = Enumerable.Range(0, 300).Select(i => server.Add("echo", $"text {i}")).ToArray();
        var failing = server.Add("fail", "no luck");

        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal(new Finished("result", ids[i], $"text {i}!", null), await server.OutcomeOf(ids[i]));
        }

        var failure = await server.OutcomeOf(failing);
        Assert.Equal(("failRequestV2", StormFailureType.FailedRequest), (failure.Method, failure.Type));
        Assert.Contains("no luck", failure.Text, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
        Assert.Equal(ids.Length + 1, server.Outcomes.Count);
    }

    [Fact]
    public async Task Requests_MoreThanTheLimit_RunUpToItAndNeverMore()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(3, server);
        var ids = Enumerable.Range(0, 20).Select(i => server.Add(HeldCalls.Name, $"{i}")).ToArray();

        await worker.Held.UntilStarted(3);
        Assert.Equal(3, server.Leases);
        worker.Held.Free("0");
        await server.OutcomeOf(ids[0]);
        await worker.Held.UntilStarted(4);
        worker.Held.FreeAll();
        await Task.WhenAll(ids.Select(server.OutcomeOf));

        Assert.Equal(3, worker.Held.Most);
        Assert.Equal(3, server.MostLeases);
    }

    [Fact]
    public async Task Result_WhileAPullWaits_GoesOutAtOnceAndPullingGoesOn()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(2, server);

        var slow = server.Add(HeldCalls.Name, "slow");
        await worker.Held.UntilStarted(1);
        await server.UntilCalled("pullRequests 1");
        worker.Held.Free("slow");
        Assert.Equal("held slow", (await server.OutcomeOf(slow)).Text);

        Assert.Equal("next!", (await server.OutcomeOf(server.Add("echo", "next"))).Text);
    }

    [Fact]
    public async Task Servers_OneFloods_TheOtherHasItsShare()
    {
        await using var flooding = ScriptedServer.Start();
        await using var calm = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(4, flooding, calm);
        for (var i = 0; i < 20; i++)
        {
            flooding.Add(HeldCalls.Name, $"{i}");
        }

        await worker.Held.UntilStarted(2);
        await calm.OutcomeOf(calm.Add("echo", "hello"));
        var own = calm.Add(HeldCalls.Name, "own");
        await worker.Held.UntilStarted(3);
        worker.Held.Free("own");
        await calm.OutcomeOf(own);

        Assert.Equal((2, 2), (flooding.Leases, flooding.MostLeases));
        Assert.Equal(3, worker.Held.Started);
    }

    [Fact]
    public async Task MillisecondsLeft_RunOut_EndTheRequest()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(server);

        var late = await server.OutcomeOf(server.Add("echo", "late", millisecondsLeft: 0));
        var id = server.Add(HeldCalls.Name, "short", millisecondsLeft: 200);
        await worker.Held.UntilCancelled("short");
        var expired = await server.OutcomeOf(id);

        Assert.Equal(("failRequestV2", StormFailureType.ServerTimeout), (late.Method, late.Type));
        Assert.Equal(("failRequestV2", StormFailureType.ServerTimeout), (expired.Method, expired.Type));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public async Task Request_NobodyWaitsForItAnyMore_IsStoppedAndItsPlaceIsFree(int maxRequests)
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(maxRequests, server);
        var stopped = server.Add(HeldCalls.Name, "stopped");
        var other = server.Add(HeldCalls.Name, "other");
        await worker.Held.UntilStarted(2);

        server.End(stopped);
        await worker.Held.UntilCancelled("stopped");
        Assert.Equal("next!", (await server.OutcomeOf(server.Add("echo", "next"))).Text);
        worker.Held.Free("other");

        Assert.Equal("held other", (await server.OutcomeOf(other)).Text);
        Assert.DoesNotContain(server.Outcomes, outcome => outcome.Id == stopped);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Server_DoesNotWaitToTellWhatHasEnded_IsNotAskedAgainAndAgain()
    {
        await using var server = ScriptedServer.Start(new ServerAbilities(TellsEnded: false));
        await using var worker = await Worker.StartAsync(1, server);
        var first = server.Add(HeldCalls.Name, "first");

        // The first one asks whether the server knows pulls at all.
        await server.UntilCalled("pullRequests 0", times: 2);
        worker.Held.Free("first");
        await server.OutcomeOf(first);
        var second = server.Add(HeldCalls.Name, "second");
        await worker.Held.UntilStarted(2);
        worker.Held.Free("second");
        await server.OutcomeOf(second);
        await worker.StopAsync().Within("the worker to stop");

        Assert.InRange(server.Calls.Count(call => call == "pullRequests 0"), 2, 3);
    }

    [Fact]
    public async Task Failure_ServerDoesNotKnowReasons_IsReportedWithoutOne()
    {
        await using var server = ScriptedServer.Start(new ServerAbilities(Reasons: false));
        await using var worker = await Worker.StartAsync(server);

        var first = server.Add("fail", "one");
        Assert.Equal("failRequest", (await server.OutcomeOf(first)).Method);
        Assert.Equal("failRequest", (await server.OutcomeOf(server.Add("fail", "two"))).Method);

        Assert.Single(server.Calls, call => call == "unknown failRequestV2");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Connection_IsLost_StopsItsRequestsAndSendsNothingOfThem(int maxRequests)
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(maxRequests, server);
        var id = server.Add(HeldCalls.Name, "twice");
        await worker.Held.UntilStarted(1);

        server.DropConnections();
        await worker.Held.UntilCancelled("twice");
        await worker.Held.UntilStarted(2);
        worker.Held.Free("twice");
        await server.OutcomeOf(id);
        await server.OutcomeOf(server.Add("echo", "next"));

        Assert.Single(server.Outcomes, outcome => outcome.Id == id);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Result_LostWithItsConnection_IsNotSentAgain()
    {
        var drops = 0;
        await using var server = ScriptedServer.Start();
        server.Drops = outcome => outcome.Text == "once!" && Interlocked.Increment(ref drops) == 1;
        await using var worker = await Worker.StartAsync(server);

        var id = server.Add("echo", "once");
        await server.OutcomeOf(id);

        // The second result is of a second lease.
        var calls = server.Calls.ToList();
        var (first, second) = (calls.IndexOf($"result {id}"), calls.LastIndexOf($"result {id}"));
        Assert.True(first < second);
        Assert.Contains("pullRequests 64", calls[first..second]);
    }

    [Fact]
    public async Task Server_GoesAwayAndComesBack_IsServedAgainAndLoggedOnce()
    {
        using var port = new ReservedPort();
        await using var server = ScriptedServer.Start(port: port);
        await using var worker = await Worker.StartAsync(server);
        await server.OutcomeOf(server.Add("echo", "before"));
        await server.StopAsync();

        await using var again = ScriptedServer.Start(port: port);
        Assert.Equal("after!", (await again.OutcomeOf(again.Add("echo", "after"))).Text);

        Assert.Equal(
            ["Warning", $"Information: Pulling from {server.Address} again"],
            worker.Log.Lines.Select(line => line.StartsWith("Warning: No requests from", StringComparison.Ordinal) ? "Warning" : line));
    }

    [Fact]
    public async Task Server_IsNotThereAtTheStart_IsServedOnceItIs()
    {
        using var port = new ReservedPort();
        await using var worker = await Worker.StartAsync(port.Address);

        await using var server = ScriptedServer.Start(port: port);

        Assert.Equal("hello!", (await server.OutcomeOf(server.Add("echo", "hello"))).Text);
    }

    [Fact]
    public async Task Connection_EndsAgainAndAgain_IsMadeAgain()
    {
        await using var server = ScriptedServer.Start();
        var drops = 0;
        server.Drops = _ => Interlocked.Increment(ref drops) <= 5;
        await using var worker = await Worker.StartAsync(server);

        Assert.Equal("x!", (await server.OutcomeOf(server.Add("echo", "x"))).Text);

        Assert.Equal(6, server.Connections);
    }

    [Fact]
    public async Task Silo_HasTooMuchToDo_SaysSoAndServesItsOtherRequests()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(server.Address, around: client => new RefusingClient(client, DrpcFailureCode.Overloaded, times: 1));

        var refused = await server.OutcomeOf(server.Add("echo", "refused"));
        var held = server.Add(HeldCalls.Name, "held");
        await worker.Held.UntilStarted(1);
        Assert.Equal("next!", (await server.OutcomeOf(server.Add("echo", "next"))).Text);
        worker.Held.Free("held");
        await server.OutcomeOf(held);

        Assert.Equal(("failRequestV2", "The silo would not.", StormFailureType.FailedRequest), (refused.Method, refused.Text, refused.Type));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Silo_Stops_GivesARequestBackAndDoesNotFailIt()
    {
        await using var server = ScriptedServer.Start();
        await using var worker = await Worker.StartAsync(server.Address, around: client => new RefusingClient(client, DrpcFailureCode.ShuttingDown, times: 2));

        var id = server.Add("echo", "hello");

        Assert.Equal(new Finished("result", id, "hello!", null), await server.OutcomeOf(id));
        Assert.Equal(3, server.Connections);
        Assert.Contains(worker.Log.Lines, line => line.Contains("The silo would not.", StringComparison.Ordinal));
    }
}
