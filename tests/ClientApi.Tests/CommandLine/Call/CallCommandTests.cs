using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class CallCommandTests(SharedFrontDoor shared)
{
    [Fact]
    public async Task Call_Pairs_PrintsALineForEach()
    {
        var run = await RunAsync("echo", "a", "twice", "21", "count words", "x y z", "echo", "");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["echo \"a\" => \"a\"", "twice \"21\" => \"42\"", "count words \"x y z\" => \"3\"", "echo \"\" => \"\""], run.Lines);
    }

    [Theory]
    [InlineData("-f", "twice", "1", "-2")]
    [InlineData("--function", "twice", "1", "-2")]
    [InlineData("1", "-2", "--function=twice")]
    [InlineData("-f", "twice", "--", "1", "-2")]
    public async Task Call_Function_PrintsALineForEachArgument(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(["twice \"1\" => \"2\"", "twice \"-2\" => \"-4\""], run.Lines);
    }

    [Fact]
    public async Task Call_BehindTwoDashes_OptionsAreArguments()
    {
        var run = await RunAsync("--", "echo", "--help", "echo", "@file");

        Assert.Equal(["echo \"--help\" => \"--help\"", "echo \"@file\" => \"@file\""], run.Lines);
    }

    [Theory]
    [InlineData(1, "exclaim")]
    [InlineData(3, "exclaim", "a", "b")]
    public async Task Call_OddNumberOfArguments_IsStormsMistake(int count, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(
            $"If no -f is supplied arguments need to be in the form [function arg]. This has {count} args\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("-f", "echo")]
    [InlineData("echo", "a", "-f")]
    [InlineData("echo", "a", "--timeout", "0")]
    [InlineData("echo", "a", "--timeout", "-1")]
    [InlineData("echo", "a", "--timeout", "soon")]
    [InlineData("echo", "a", "--timeout", "86401")]
    [InlineData("echo", "a", "--timeout", "NaN")]
    public async Task Call_NotUnderstood_ExitsWith2(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SomeFail_TellsWhichAndGoesOn()
    {
        var run = await RunAsync("fail", "x", "nope", "y", "echo", "z");

        Assert.Equal((1, "echo \"z\" => \"z\"\n"), (run.ExitCode, run.Output));
        Assert.Contains("fail \"x\" failed: FunctionFailed: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("nope \"y\" failed: UnknownFunction: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Timeout_EndsTheCall()
    {
        var gate = Gate.New();

        var run = await RunAsync("hold", gate.Key, "--timeout", "0.2");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("TimedOut", run.Error, StringComparison.Ordinal);
        await gate.Cancelled;
    }

    [Fact]
    public async Task Call_AnswerInPart_StandardErrorSaysSo()
    {
        var gate = Gate.New();

        var run = await RunAsync("soon part", gate.Key, "--batch");

        Assert.Equal((0, $"soon part \"{gate.Key}\" => \"2\""), (run.ExitCode, Assert.Single(run.Lines)));
        Assert.Contains("is answered in part: 75 % of its work", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequestPriority.Interactive)]
    [InlineData(RequestPriority.Batch, "--batch")]
    public async Task Call_Batch_IsItsPriority(RequestPriority priority, params string[] option)
    {
        // Of its own, because a worker's functions are listed.
        await using var door = await FrontDoor.StartAsync();
        using var worker = door.Services.GetRequiredService<WorkerQueues>().Connect("worker");
        var pull = worker.PullAsync(["pulled"], 1, TimeSpan.FromMinutes(1), CancellationToken.None);

        var running = CommandLineRun.OfAsync(["call", "--http", $"{door.Address}", "pulled", "x", .. option]);
        var request = Assert.Single(await pull.Requests());
        worker.Complete(request.LeaseId, "y");

        Assert.Equal(priority, request.Priority);
        Assert.Equal(0, (await running.Within("the command to end")).ExitCode);
    }

    [Fact]
    public async Task Help_TellsFormExitCodesAndExamples()
    {
        var run = await CommandLineRun.OfAsync("call", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All(["--function", "--timeout", "--http", "Exit codes:", "Examples:"], word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
    }

    // The server comes first, so that nothing behind -- is taken from it.
    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(["call", "--http", $"{shared.Door.Address}", .. arguments]);
}
