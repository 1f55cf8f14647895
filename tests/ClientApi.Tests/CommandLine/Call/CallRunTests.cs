namespace OrleansDrpc.ClientApi.Tests;

public sealed class CallRunTests
{
    [Fact]
    public async Task Run_SeveralCalls_RunOneAfterTheOther()
    {
        var running = 0;
        var client = new ScriptedClient(async (_, argument, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return $"{argument}!";
        });

        var (exitCode, output, _) = await RunAsync(client, NamedCall.OfPairs(["exclaim", "a", "exclaim", "b", "test", "bar"]));

        Assert.Equal(0, exitCode);
        Assert.Equal("exclaim \"a\" => \"a!\"\nexclaim \"b\" => \"b!\"\ntest \"bar\" => \"bar!\"\n", output);
    }

    [Fact]
    public async Task Run_OneFunction_CallsItWithEachArgument()
    {
        var client = new ScriptedClient((_, argument, _) => Task.FromResult($"{argument}!"));

        var (_, output, _) = await RunAsync(client, NamedCall.OfFunction("exclaim", ["a", "b"]));

        Assert.Equal("exclaim \"a\" => \"a!\"\nexclaim \"b\" => \"b!\"\n", output);
    }

    [Fact]
    public async Task Run_QuotesAndLines_AreNotEscaped()
    {
        var client = new ScriptedClient((_, argument, _) => Task.FromResult(argument));

        var (_, output, _) = await RunAsync(client, NamedCall.OfFunction("f", ["\"\\\n\t%s"]));

        Assert.Equal("f \"\"\\\n\t%s\" => \"\"\\\n\t%s\"\n", output);
    }

    [Fact]
    public async Task Run_OneFails_TheOthersStillRunAndTheExitCodeIs1()
    {
        var client = new ScriptedClient((_, argument, _) =>
            argument == "b" ? throw new DrpcException(DrpcFailureCode.TimedOut, "too late") : Task.FromResult(argument));

        var (exitCode, output, error) = await RunAsync(client, NamedCall.OfFunction("f", ["a", "b", "c"]));

        Assert.Equal((1, "f \"a\" => \"a\"\nf \"c\" => \"c\"\n", "f \"b\" failed: TimedOut: too late\n"), (exitCode, output, error));
    }

    [Fact]
    public async Task Run_AnswerInPart_IsPrintedAndStandardErrorSaysHowMuchItIs()
    {
        var client = new ScriptedClient((_, argument, _) => Task.FromResult(argument)) { Coverage = 0.751 };

        var (exitCode, output, error) = await RunAsync(client, NamedCall.OfFunction("f", ["a"]));

        Assert.Equal((0, "f \"a\" => \"a\"\n", "f \"a\" is answered in part: 75 % of its work was done by its deadline\n"), (exitCode, output, error));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(IDrpcClient client, IReadOnlyList<NamedCall> calls)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new CallRun(client, new CommandConsole(output, error, null)).RunAsync(calls, new CallOptions(), CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
