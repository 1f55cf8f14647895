using System.CommandLine;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class CommandRunnerTests
{
    [Theory]
    [InlineData("--http-port", "0")]
    [InlineData("serve", "--http-port", "0")]
    public async Task Run_WithOrWithoutServe_GivesTheSettings(params string[] arguments)
    {
        CommandLineSettings? settings = null;

        var (exitCode, _, _) = await RunAsync(arguments, given => settings = given);

        Assert.Equal(0, exitCode);
        Assert.Equal([KeyValuePair.Create("FrontDoor:HttpPort", (string?)"0")], settings!.Values);
        Assert.Null(settings.ConfigFile);
    }

    [Theory]
    [InlineData("30", "00:00:30")]
    [InlineData("0.25", "00:00:00.2500000")]
    [InlineData("00:01:00", "00:01:00")]
    [InlineData("-5", "-5")]
    [InlineData("1e999", "1e999")]
    public async Task Run_Deadline_IsInSeconds(string text, string expected)
    {
        CommandLineSettings? settings = null;

        await RunAsync([$"--deadline={text}"], given => settings = given);

        Assert.Equal(expected, settings!.Values["Drpc:DefaultDeadline"]);
    }

    [Theory]
    [InlineData("--request-timeout", "1.5", "RequestTimeout", "00:00:01.5000000")]
    [InlineData("--lease-time", "30", "LeaseTime", "00:00:30")]
    [InlineData("--max-requeues", "0", "MaxRequeues", "0")]
    [InlineData("--max-queued", "5", "MaxQueuedRequests", "5")]
    [InlineData("--known-functions", "a,b", "KnownFunctions", "a,b")]
    [InlineData("--unknown-functions", "wait", "UnknownFunctions", "Wait")]
    [InlineData("--unknown-functions", "refuse", "UnknownFunctions", "Refuse")]
    [InlineData("--results-from", "any", "ResultsFrom", "AnyConnection")]
    [InlineData("--results-from", "holder", "ResultsFrom", "LeaseHolder")]
    [InlineData("--results-from", "nobody", "ResultsFrom", "nobody")]
    public async Task Run_WorkerQueues_AreTheirSettings(string option, string text, string setting, string expected)
    {
        CommandLineSettings? settings = null;

        await RunAsync([option, text], given => settings = given);

        Assert.Equal(expected, settings!.Values[$"WorkerQueues:{setting}"], ignoreCase: true);
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("nope")]
    [InlineData("--http-port")]
    [InlineData("--http-port", "1", "--http-port", "2")]
    [InlineData("@nope.rsp")]
    public async Task Run_NotUnderstood_ExitsWith2AndPointsToHelp(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments, _ => Assert.Fail("ran"));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StartFails_ExitsWithItsCodeAndMessageAlone()
    {
        var (exitCode, _, error) = await RunAsync([], _ => throw new StartException(1, "No."));

        Assert.Equal((1, "No."), (exitCode, error.Trim()));
    }

    [Fact]
    public async Task Run_SomethingUnforeseen_ExitsWith1AndTellsAll()
    {
        var (exitCode, _, error) = await RunAsync([], _ => throw new NotSupportedException("odd"));

        Assert.Equal(1, exitCode);
        Assert.Contains("NotSupportedException: odd", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, Action<CommandLineSettings> serve)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        RootCommand root = ServeCommand.CreateRoot((settings, _) =>
        {
            serve(settings);
            return Task.FromResult(0);
        });
        var exitCode = await CommandRunner.RunAsync(root, arguments, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
