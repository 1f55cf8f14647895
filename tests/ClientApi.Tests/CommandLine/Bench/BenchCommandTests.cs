using System.Globalization;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class BenchCommandTests(SharedFrontDoor shared)
{
    private static readonly string[] Rising = ["p50", "p90", "p99", "p99.9", "max"];

    [Fact]
    public async Task Bench_Function_ReportsCallsAndLatenciesThatFitEachOther()
    {
        var run = await RunAsync("echo", "a", "--callers", "4", "--seconds", "0.3");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^echo ""a"", 4 callers, \d+\.\d\d s$", run.Lines[0]);
        Assert.Equal(["calls", "errors", "rate", "mean", .. Rising], run.Lines.Skip(1).Select(line => line.Split(' ')[0]));
        Assert.True(Number(run, "calls") >= 4);
        Assert.Equal(0, Number(run, "errors"));
        Assert.True(Number(run, "rate") > 0);
        double[] rising = [0, .. Rising.Select(name => Number(run, name))];
        Assert.Equal(rising.Order(), rising);
        Assert.InRange(Number(run, "mean"), double.Epsilon, rising[^1]);
    }

    [Fact]
    public async Task Bench_Failing_ReportsErrorsByKindAndExitsWith1()
    {
        var run = await RunAsync("fail", "x", "--callers", "2", "--seconds", "0.1");

        Assert.Equal(1, run.ExitCode);
        var calls = Number(run, "calls");
        Assert.Equal([$"errors  {calls} (FunctionFailed {calls})", "rate    0.0 answers/s"], run.Lines[2..]);
        Assert.Contains($"FunctionFailed ({calls} calls), the first: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("no luck with x", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_UnknownFunction_ExitsWith1AtOnce()
    {
        var run = await RunAsync("nope", "x", "--seconds", "3600");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("UnknownFunction: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("echo", "a", "b")]
    [InlineData("echo", "a", "--callers", "0")]
    [InlineData("echo", "a", "--callers", "10001")]
    [InlineData("echo", "a", "--callers", "many")]
    [InlineData("echo", "a", "--seconds", "0")]
    public async Task Bench_NotUnderstood_ExitsWith2(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_Terminal_ShowsHowFarItIs()
    {
        using var output = new StringWriter();
        using var terminal = new StringWriter();
        var console = new CommandConsole(output, TextWriter.Null, CommandLineRun.Terminal(terminal, width: 80));
        var settings = new BenchSettings(new NamedCall("echo", "a"), 2, TimeSpan.FromMilliseconds(300));

        var exitCode = await new BenchSession(shared.Door.Client, console, TimeProvider.System).RunAsync(settings, CancellationToken.None);

        Assert.Equal(0, exitCode);
        Assert.Matches(@"warming up|of 0\.3 s", terminal.ToString());
        Assert.StartsWith("echo \"a\", 2 callers, ", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_Stopped_WritesWhatWasMeasuredAndExitsWith0()
    {
        using var output = new StringWriter();
        using var stop = new CancellationTokenSource();
        var gate = Gate.New();
        var settings = new BenchSettings(new NamedCall("hold", gate.Key), 2, TimeSpan.FromHours(1));
        var run = new BenchSession(shared.Door.Client, new CommandConsole(output, TextWriter.Null, null), TimeProvider.System).RunAsync(settings, stop.Token);
        await gate.Reached;

        await stop.CancelAsync();

        Assert.Equal(0, await run.Within("the bench's end"));
        Assert.Contains("calls   0\n", output.ToString(), StringComparison.Ordinal);
        await gate.Cancelled;
    }

    private static double Number(CommandLineRun run, string name)
    {
        var words = run.Lines.Single(line => line.Split(' ')[0] == name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(words[1], CultureInfo.InvariantCulture);
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync(["bench", "--http", $"{shared.Door.Address}", .. arguments]);
}
