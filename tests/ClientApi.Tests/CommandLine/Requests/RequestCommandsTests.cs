using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class RequestCommandsTests : DurableDoorTests
{
    [Fact]
    public async Task Submit_PrintsTheIdWhoseResultCanBeAskedFor()
    {
        var submitted = await RunAsync("submit", "count words", "the cow jumped", "--key", "k", "--timeout", "60", "--batch");
        var again = await RunAsync("submit", "count words", "the cow jumped", "--key", "k");
        var result = await RunAsync("requests", "result", submitted.Lines.Single(), "--wait", "30");
        var shown = await RunAsync("requests", "show", submitted.Lines.Single());

        Assert.Matches("^[0-9a-f]{32}$", submitted.Lines.Single());
        Assert.Equal(submitted.Output, again.Output);
        Assert.Equal((0, "3\n"), (result.ExitCode, result.Output));
        var state = JsonDocument.Parse(shown.Output).RootElement;
        Assert.Equal(("succeeded", "batch", "k"), (state.Status(), state.GetProperty("priority").GetString(), state.GetProperty("idempotencyKey").GetString()));
    }

    [Fact]
    public async Task Requests_ListResultAndCancel_SayHowTheyStand()
    {
        var gate = Gate.New();
        var id = (await RunAsync("submit", "hold", gate.Key)).Lines.Single();
        await gate.Reached;

        var open = await RunAsync("requests", "list", "--status", "open");
        var unfinished = await RunAsync("requests", "result", id);
        var cancelled = await RunAsync("requests", "cancel", id);
        await Door.Http.EndAsync(id);
        var failed = await RunAsync("requests", "result", id);

        Assert.Equal("id\tfunction\tstatus\tsubmitted\tattempts\tfailure", open.Lines[0]);
        Assert.StartsWith($"{id}\thold\topen\t", open.Lines[1], StringComparison.Ordinal);
        Assert.Equal((1, ""), (unfinished.ExitCode, unfinished.Output));
        Assert.Contains("--wait", unfinished.Error, StringComparison.Ordinal);
        Assert.Equal(0, cancelled.ExitCode);
        Assert.StartsWith("cancel", cancelled.Output, StringComparison.Ordinal);
        Assert.Equal(1, failed.ExitCode);
        Assert.StartsWith("Cancelled: ", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetters_ListShowReplayAndDrop()
    {
        var luck = Luck.After(failures: 3);
        var id = (await RunAsync("submit", "lucky", luck.Key)).Lines.Single();
        await Door.Http.EndAsync(id);

        var listed = await RunAsync("dead-letters", "list", "--function", "lucky");
        var shown = await RunAsync("dead-letters", "show", id);
        var replayed = await RunAsync("dead-letters", "replay", id);
        var result = await RunAsync("requests", "result", id, "--wait", "30");
        var dropped = await RunAsync("dead-letters", "drop", id);

        Assert.Contains("FunctionFailed: ", listed.Lines[1], StringComparison.Ordinal);
        Assert.Equal(luck.Key, JsonDocument.Parse(shown.Output).RootElement.GetProperty("argument").GetString());
        Assert.Equal("replayed\n", replayed.Output);
        Assert.Equal("\"lucky\"\n", result.Output);
        Assert.Equal((1, ""), (dropped.ExitCode, dropped.Output));
        Assert.StartsWith($"There is no dead letter '{id}'", dropped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OnATerminal_IsATable()
    {
        var id = (await RunAsync("submit", "echo", "x")).Lines.Single();
        await Door.Http.EndAsync(id);
        using var output = new StringWriter();

        var json = await Door.Http.GetStringAsync("/v1/requests");
        await new RequestListRun(new CommandConsole(TextWriter.Null, TextWriter.Null, CommandLineRun.Terminal(output, width: 160))).WriteAsync(json);

        Assert.Matches($"│ {id} │ echo +│ succeeded │", output.ToString());
    }

    [Fact]
    public async Task Commands_NoServerOrBadLine_HaveTheirExitCodes()
    {
        using var dead = new DeadPort();

        Assert.Equal(3, (await CommandLineRun.OfAsync("submit", "echo", "x", "--http", $"{dead.Address}")).ExitCode);
        Assert.Equal(2, (await CommandLineRun.OfAsync("submit", "echo")).ExitCode);
        Assert.Equal(2, (await CommandLineRun.OfAsync("requests", "result")).ExitCode);
        Assert.Equal(1, (await RunAsync("submit", "nope", "x")).ExitCode);
        Assert.Equal(1, (await RunAsync("requests", "show", "nonsense")).ExitCode);
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.OfAsync([.. arguments, "--http", $"{Door.Address}"]);
}
