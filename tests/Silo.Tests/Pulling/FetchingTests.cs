namespace OrleansDrpc.Hosting.Tests;

/// <summary>Against a server that knows fetchRequest alone, as Storm's.</summary>
public sealed class FetchingTests
{
    [Fact]
    public async Task Requests_OfAllFunctions_AreRunAndAnswered()
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        await using var worker = await Worker.StartAsync(server);

        var ids = Enumerable.Range(0, 100).Select(i => server.Add("echo", $"text {i}")).ToArray();
        var failing = server.Add("fail", "no luck");

        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal(new Finished("result", ids[i], $"text {i}!", null), await server.OutcomeOf(ids[i]));
        }

        Assert.Equal("failRequestV2", (await server.OutcomeOf(failing)).Method);
        Assert.Equal(ids.Length + 1, server.Outcomes.Count);
        Assert.Contains("unknown pullRequests", server.Calls);
    }

    [Fact]
    public async Task Requests_ManyOfOneFunction_LeavePlacesToOthers()
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        await using var worker = await Worker.StartAsync(4, server);
        var held = Enumerable.Range(0, 6).Select(i => server.Add(HeldCalls.Name, $"{i}")).ToArray();
        await worker.Held.UntilStarted(3);

        Assert.Equal("other!", (await server.OutcomeOf(server.Add("echo", "other"))).Text);

        Assert.Equal((3, 3), (worker.Held.Started, server.Waiting));
        worker.Held.FreeAll();
        await Task.WhenAll(held.Select(server.OutcomeOf));
        Assert.Equal(3, worker.Held.Most);
    }

    [Fact]
    public async Task Server_PortForClients_IsReportedOnceWithWhatToDo()
    {
        await using var server = ScriptedServer.Start(new ServerAbilities(Pull: false, Fetch: false));
        await using var worker = await Worker.StartAsync(server);

        await server.UntilConnections(4);

        var warning = Assert.Single(worker.Log.Lines);
        Assert.Contains("knows neither pullRequests nor fetchRequest, as a port for clients", warning, StringComparison.Ordinal);
        Assert.Contains("by default 3773", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_SpeaksNoThrift_IsReportedOnceWithWhatToDo()
    {
        using var port = new ReservedPort();
        using var listening = port.Listen();
        await using var worker = await Worker.StartAsync(port.Address);

        for (var i = 0; i < 3; i++)
        {
            using var connection = await listening.AcceptAsync().Within("the worker to connect");
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            while (await connection.ReceiveAsync(new byte[1000]).Within("the worker to hang up") > 0)
            {
                // What it asks.
            }
        }

        var warning = Assert.Single(worker.Log.Lines);
        Assert.Contains("something that is no Thrift", warning, StringComparison.Ordinal);
        Assert.Contains("by default 3773", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_ServerDoesNotKnowReasons_IsReportedWithoutOne()
    {
        await using var server = ScriptedServer.Start(new ServerAbilities(Pull: false, Reasons: false));
        await using var worker = await Worker.StartAsync(server);

        var id = server.Add("fail", "no luck");

        Assert.Equal(new Finished("failRequest", id, null, null), await server.OutcomeOf(id));
    }

    [Fact]
    public async Task Requests_MoreThanTheLimit_RunUpToItAndNeverMore()
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        await using var worker = await Worker.StartAsync(3, server);
        var ids = Enumerable.Range(0, 20).Select(i => server.Add(HeldCalls.Name, $"{i}")).ToArray();

        await worker.Held.UntilStarted(3);
        worker.Held.FreeAll();
        await Task.WhenAll(ids.Select(server.OutcomeOf));

        Assert.Equal(3, worker.Held.Most);
    }

    [Fact]
    public async Task Limit_LessThanFunctions_AsksForEachInTurn()
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        await using var worker = await Worker.StartAsync(1, server);

        foreach (var function in new[] { "echo", "fail", "hold" })
        {
            await server.UntilCalled($"fetchRequest {function}");
        }

        var fetches = server.Calls.Where(call => call.StartsWith("fetchRequest", StringComparison.Ordinal)).ToArray();
        Assert.All(fetches.Zip(fetches.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Connection_IsLostWhileARequestRuns_DeliversItsAnswerOnTheNext()
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        await using var worker = await Worker.StartAsync(server);
        var id = server.Add(HeldCalls.Name, "kept");
        await worker.Held.UntilStarted(1);

        server.DropConnections();
        await server.UntilConnections(2);
        worker.Held.Free("kept");

        Assert.Equal("held kept", (await server.OutcomeOf(id)).Text);
        Assert.Equal(1, worker.Held.Started);
    }

    [Theory]
    [InlineData("fail", "failRequestV2")]
    [InlineData("echo", "result")]
    public async Task DrpcAttemptsTwoReconnectsInFailRequest_OutcomeIsLostAgainAndAgain_IsGivenUpAfterThreeAttempts(string function, string method)
    {
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        var id = server.Add(function, "never");
        server.Drops = outcome => outcome.Id == id;
        await using var worker = await Worker.StartAsync(server);

        // The third loss needs one more connection, on which it is not tried again.
        await server.UntilConnections(4);
        await server.OutcomeOf(server.Add("echo", "next"));

        Assert.Equal(3, server.Calls.Count(call => call == $"{method} {id}"));
        Assert.DoesNotContain(server.Outcomes, outcome => outcome.Id == id);
        Assert.Contains(worker.Log.Lines, line => line.Contains("3 attempts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fail", "failRequestV2")]
    [InlineData("echo", "result")]
    public async Task DrpcStopsRetryingAfterSuccessfulReconnect_OutcomeIsLostOnce_IsDeliveredByTheNextConnection(string function, string method)
    {
        var attempts = 0;
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm);
        var id = server.Add(function, "once");
        server.Drops = outcome => outcome.Id == id && Interlocked.Increment(ref attempts) == 1;
        await using var worker = await Worker.StartAsync(server);

        await server.OutcomeOf(id);
        await server.OutcomeOf(server.Add("echo", "next"));

        Assert.Equal(2, server.Calls.Count(call => call == $"{method} {id}"));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Server_IsGone_ItsRequestsAreStoppedAndNothingOfThemIsSentToTheNext()
    {
        using var port = new ReservedPort();
        await using var server = ScriptedServer.Start(ServerAbilities.OfStorm, port);
        await using var worker = await Worker.StartAsync(server);
        server.Add(HeldCalls.Name, "old");
        await worker.Held.UntilStarted(1);
        await server.StopAsync();
        await worker.Held.UntilCancelled("old");

        // Its ids begin anew, as Storm's do.
        await using var next = ScriptedServer.Start(ServerAbilities.OfStorm, port);
        var id = next.Add("echo", "new");

        Assert.Equal("new!", (await next.OutcomeOf(id)).Text);
        Assert.Single(next.Outcomes);
    }
}
