namespace OrleansDrpc.Hosting.Tests;

public sealed class SiloCommandTests
{
    [Theory]
    [InlineData("--nope", "Unrecognized command or argument '--nope'")]
    [InlineData("extra", "Unrecognized command or argument 'extra'")]
    [InlineData("--drpc-servers nowhere", "has 'nowhere'; it must be host:port")]
    [InlineData("--drpc-servers", "--drpc-servers")]
    [InlineData("--drpc-servers a:1 --max-requests many", "--max-requests is 'many'; it must be a whole number.")]
    [InlineData("--drpc-servers a:1,b:1 --max-requests 1", "at least one for each")]
    [InlineData("--max-requests 5", "names no server")]
    [InlineData("--Silo:SiloPort=70000", "Silo:SiloPort is 70000")]
    [InlineData("--Silo:SiloPort=x", "'Silo:SiloPort'")]
    [InlineData("--drpc-servers a:1 --Drpc:SendWindow=0", "Drpc:SendWindow is 0")]
    public async Task RunAsync_SomethingIsWrong_ExitsWith2AndAPlainMessage(string arguments, string message)
    {
        var (exitCode, output, error) = await RunAsync(arguments.Split(' '), (settings, token) =>
            SiloProcess.RunAsync(settings, (_, _) => { }, TextWriter.Null, token));

        Assert.Equal(SiloCommand.BadSettings, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task RunAsync_SeveralOptionsAreWrong_NamesThemAll()
    {
        var (exitCode, _, error) = await RunAsync(["--drpc-servers", "x,y", "--Drpc:SendWindow=0"], (settings, token) =>
            SiloProcess.RunAsync(settings, (_, _) => { }, TextWriter.Null, token));

        Assert.Equal(SiloCommand.BadSettings, exitCode);
        Assert.All(["'x'", "'y'", "Drpc:SendWindow"], mistake => Assert.Contains(mistake, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Help_NamesTheOptions()
    {
        var (exitCode, output, _) = await RunAsync(["--help"], (_, _) => throw new InvalidOperationException());

        Assert.Equal(0, exitCode);
        Assert.All(["--drpc-servers", "--max-requests", "--help"], option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_OptionsAndSettings_ReachTheSilo()
    {
        SiloSettings? settings = null;

        var (exitCode, _, _) = await RunAsync(
            ["--Silo:SiloPort", "11112", "--drpc-servers", "a:1,b:2", "/Samples:Follows=f.tsv", "--max-requests=8", "Drpc:SendWindow=2", "--environment", "Test"],
            (given, _) =>
            {
                settings = given;
                return Task.CompletedTask;
            });

        Assert.Equal(0, exitCode);
        Assert.Equal(["--Silo:SiloPort", "11112", "/Samples:Follows=f.tsv", "Drpc:SendWindow=2", "--environment", "Test"], settings!.Arguments);
        Assert.Equal(new Dictionary<string, string?> { ["DrpcServers:Servers"] = "a:1,b:2", ["DrpcServers:MaxRequests"] = "8" }, settings.Values);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, Func<SiloSettings, CancellationToken, Task> run)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await SiloCommand.RunAsync(arguments, run, output, error).Within("the command to end");
        return (exitCode, output.ToString(), error.ToString());
    }
}
