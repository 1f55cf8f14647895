namespace OrleansDrpc.ClientApi.Tests;

[Collection(ProcessTests.Name)]
public sealed class CommandTests
{
    [Fact]
    public async Task Call_AnyLocale_PrintsUtf8()
    {
        await using var door = await FrontDoor.StartAsync();
        var locale = new Dictionary<string, string> { ["LC_ALL"] = "en_US.ISO-8859-1" };

        var (exitCode, output, error) = await RunAsync(["call", "echo", "é 😀 ж", "--http", $"{door.Address}"], locale);

        Assert.Equal((0, "echo \"é 😀 ж\" => \"é 😀 ж\"\n", ""), (exitCode, output, error));
    }

    [Fact]
    public async Task Commands_EachEnd_HasItsExitCode()
    {
        await using var door = await FrontDoor.StartAsync();
        using var dead = new DeadPort();

        var failed = await RunAsync(["call", "fail", "x", "echo", "y", "--http", $"{door.Address}"]);
        var mistaken = await RunAsync(["call", "echo"]);
        var unreached = await RunAsync(["functions", "--http", $"{dead.Address}"]);

        Assert.Equal((1, "echo \"y\" => \"y\"\n"), (failed.ExitCode, failed.Output));
        Assert.Contains("FunctionFailed", failed.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (mistaken.ExitCode, mistaken.Output));
        Assert.Equal((3, ""), (unreached.ExitCode, unreached.Output));
        Assert.Contains("OrleansDrpc.ClientApi serve", unreached.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FunctionsAndBench_NoTerminal_ArePlainText()
    {
        await using var door = await FrontDoor.StartAsync();
        var terminal = new Dictionary<string, string> { ["TERM"] = "xterm-256color", ["COLUMNS"] = "20" };

        var functions = await RunAsync(["functions", "--http", $"{door.Address}"], terminal);
        var bench = await RunAsync(["bench", "echo", new string('a', 200), "--seconds", "0.1", "--http", $"{door.Address}"], terminal);

        Assert.Equal((0, 0), (functions.ExitCode, bench.ExitCode));
        Assert.DoesNotContain("\u001b", functions.Output + bench.Output, StringComparison.Ordinal);
        Assert.Equal(1 + TestFunctions.All.Count, functions.Output.TrimEnd().Split('\n').Length);
        Assert.StartsWith($"echo \"{new string('a', 200)}\", 16 callers, ", bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_Bench_WritesTheReportAndExitsWith0()
    {
        await using var door = await FrontDoor.StartAsync();
        var gate = Gate.New();
        await using var process = FrontDoorProcess.Start(["bench", "hold", gate.Key, "--seconds", "3600", "--http", $"{door.Address}"]);
        await gate.Reached;

        process.Terminate();

        Assert.Equal(0, await process.ExitAsync());
        Assert.Contains("calls   0", process.Output, StringComparison.Ordinal);
        await gate.Cancelled;
    }

    [Fact]
    public async Task Terminate_Call_CancelsItAndExitsAsInterrupted()
    {
        await using var door = await FrontDoor.StartAsync();
        var gate = Gate.New();
        await using var process = FrontDoorProcess.Start(["call", "hold", gate.Key, "--http", $"{door.Address}"]);
        await gate.Reached;

        process.Terminate();

        Assert.Equal(130, await process.ExitAsync());
        Assert.Equal("", process.Output);
        await gate.Cancelled;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, Dictionary<string, string>? environment = null)
    {
        await using var process = FrontDoorProcess.Start(arguments, environment);
        return (await process.ExitAsync(), process.Output, process.Error);
    }
}
