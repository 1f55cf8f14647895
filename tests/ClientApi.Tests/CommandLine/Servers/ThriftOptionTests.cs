namespace OrleansDrpc.ClientApi.Tests;

public sealed class ThriftOptionTests
{
    [Fact]
    public async Task Call_Thrift_PrintsTheServersAnswers()
    {
        await using var server = new ThriftAnswers(call => Task.FromResult($"{call.Argument}{call.Function}!"));

        var run = await CommandLineRun.OfAsync("call", "exclaim", "é", "test", "bar", "--thrift", server.Address);

        Assert.Equal((0, "exclaim \"é\" => \"éexclaim!\"\ntest \"bar\" => \"bartest!\"\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Call_SeveralServers_TheLiveOneIsFound()
    {
        using var dead = new DeadPort();
        using var alsoDead = new DeadPort();
        await using var server = new ThriftAnswers(_ => Task.FromResult("here"));

        var run = await CommandLineRun.OfAsync(
            "call", "f", "a", "--thrift", $"{dead.Address.Authority},{alsoDead.Address.Authority}", "--thrift", server.Address);

        Assert.Equal((0, "f \"a\" => \"here\"\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("call")]
    [InlineData("bench")]
    public async Task AllDead_ExitsWith3AndNamesAllThatWereTried(string command)
    {
        using var dead = new DeadPort();
        using var alsoDead = new DeadPort();

        var run = await CommandLineRun.OfAsync(command, "f", "a", "--thrift", $"{dead.Address.Authority},{alsoDead.Address.Authority}");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains(dead.Address.Authority, run.Error, StringComparison.Ordinal);
        Assert.Contains(alsoDead.Address.Authority, run.Error, StringComparison.Ordinal);
        Assert.Contains("serve", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_Thrift_HasAConnectionForEachCaller()
    {
        var calls = 0;
        var together = new Meeting(70);

        // The first call is made alone.
        await using var server = new ThriftAnswers(async _ =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                await together.JoinAsync();
            }

            return "";
        });

        var run = await CommandLineRun.OfAsync("bench", "f", "a", "--callers", "70", "--seconds", "0.1", "--thrift", server.Address);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("errors  0\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("http://localhost:3772")]
    [InlineData("localhost:1,")]
    public async Task NoServer_IsAMistakeThatNamesTheForm(string text)
    {
        var run = await CommandLineRun.OfAsync("call", "f", "a", "--thrift", text);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"'{text.Split(',')[^1]}' is no server; write HOST:PORT, such as 127.0.0.1:3772.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call")]
    [InlineData("bench")]
    public async Task BothKinds_AreAMistake(string command)
    {
        var run = await CommandLineRun.OfAsync(command, "f", "a", "--thrift", "localhost:1", "--http", "localhost:2");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Give --http or --thrift, not both.", run.Error, StringComparison.Ordinal);
    }
}
