namespace OrleansDrpc.Hosting.Tests;

public sealed class SiloProcessTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Silo_WithDrpcServers_ServesThemUntilItIsTerminated(bool knowsPull)
    {
        await using var one = ScriptedServer.Start(new ServerAbilities(knowsPull));
        await using var other = ScriptedServer.Start(new ServerAbilities(knowsPull));
        await using var silo = SiloProcessUnderTest.Start("--drpc-servers", $"{one.Address},{other.Address}", "--max-requests", "10");

        Assert.Equal("hello!", (await one.OutcomeOf(one.Add("exclamation", "hello"))).Text);
        Assert.Equal("16", (await other.OutcomeOf(other.Add("reach", "foo.com/blog/1"))).Text);
        silo.Terminate();

        Assert.Equal(0, await silo.ExitAsync());
        Assert.Contains($"Pulls from {one.Address}, {other.Address}, up to 10 requests at once", silo.Output, StringComparison.Ordinal);
        Assert.Equal(2, silo.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(silo.Error);
        await one.UntilClosed();
        await other.UntilClosed();
    }

    [Fact]
    public async Task Silos_OnOneMachine_ServeOneServerTogether()
    {
        await using var server = ScriptedServer.Start();
        await using var one = SiloProcessUnderTest.Start("--drpc-servers", server.Address);
        await using var other = SiloProcessUnderTest.Start("--drpc-servers", server.Address);
        await server.UntilConnections(2);

        var ids = Enumerable.Range(0, 20).Select(i => server.Add("exclamation", $"{i}")).ToArray();
        await Task.WhenAll(ids.Select(server.OutcomeOf));

        Assert.Equal(20, server.Outcomes.Count);
        Assert.Empty(one.Error + other.Error);
    }
}
