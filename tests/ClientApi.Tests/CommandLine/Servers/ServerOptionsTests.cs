namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class ServerOptionsTests(SharedFrontDoor shared)
{
    [Theory]
    [InlineData("{0},{1},{2}")]
    [InlineData("{0}", "--http", "{1} , {2}")]
    [InlineData("{2}", "--http", "{0}", "--http", "{1}")]
    public async Task Http_SeveralServers_TheLiveOneIsFound(params string[] forms)
    {
        using var dead = new DeadPort();
        using var alsoDead = new DeadPort();
        object[] servers = [dead.Address.Authority, alsoDead.Address, shared.Door.Address.Authority];
        string[] options = [.. forms.Select(form => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, servers))];

        var run = await CommandLineRun.OfAsync(["call", "echo", "a", "--http", .. options]);

        Assert.Equal((0, "echo \"a\" => \"a\"\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:1,")]
    [InlineData("ftp://localhost:1")]
    public async Task Http_NoServer_IsAMistakeThatNamesTheForm(string text)
    {
        var run = await CommandLineRun.OfAsync("functions", "--http", text);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"'{text.Split(',')[^1]}' is no server; write URL|HOST:PORT, such as 127.0.0.1:3774.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call", "echo", "a")]
    [InlineData("functions")]
    [InlineData("bench", "echo", "a")]
    public async Task Http_AllDead_ExitsWith3AndSaysHowToStartOne(params string[] command)
    {
        using var dead = new DeadPort();
        using var alsoDead = new DeadPort();

        var run = await CommandLineRun.OfAsync([.. command, "--http", $"{dead.Address},{alsoDead.Address}"]);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{dead.Address}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{alsoDead.Address}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("serve", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
