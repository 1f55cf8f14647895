using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(ProcessTests.Name)]
public sealed class RefusingToStartTests
{
    [Fact]
    public async Task Start_PortInUse_NamesThePortAndWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var error = await RefusedAsync(1, ["--http-port", $"{port}"]);

        Assert.Contains($"Port {port} of 127.0.0.1 is in use", error, StringComparison.Ordinal);
        Assert.Contains("--http-port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadDataFile_NamesFileAndLine()
    {
        using var folder = new TempFolder();
        var list = folder.Write("list.tsv", "id\tname\ttype\tprogram\n1\tA\t-\t-\nbad\n");

        var error = await RefusedAsync(1, ["--http-port", "0", "--blacklist", list]);

        Assert.Contains($"{list}, line 3", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MissingDataFile_NamesIt() =>
        Assert.Contains("nowhere.tsv", await RefusedAsync(1, ["--http-port", "0", "--blacklist", "nowhere.tsv"]), StringComparison.Ordinal);

    [Fact]
    public async Task Start_UnknownOption_NamesIt() => Assert.Contains("--nope", await RefusedAsync(2, ["--nope"]), StringComparison.Ordinal);

    [Fact]
    public async Task Start_BadValues_NamesEachWithItsSource()
    {
        using var folder = new TempFolder();
        folder.Write("appsettings.json", """{ "FrontDoor": { "HttpAddress": "here" } }""");

        var error = await RefusedAsync(
            2, ["--http-port", "many"], new Dictionary<string, string> { ["Drpc__WorkersPerSilo"] = "-1" }, folder.Path);

        Assert.Contains("FrontDoor:HttpPort is 'many'; it must be a whole number. (set by --http-port)", error, StringComparison.Ordinal);
        Assert.Matches(@"FrontDoor:HttpAddress is 'here'; .* \(set by the file appsettings.json\)", error);
        Assert.Matches(@"Drpc:WorkersPerSilo is -1; .* \(set by the environment variable Drpc__WorkersPerSilo\)", error);
    }

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        await using var process = FrontDoorProcess.Start(["--help"]);

        Assert.Equal(0, await process.ExitAsync());
        Assert.All(SettingOption.All, option => Assert.Contains(option.Option.Name, process.Output, StringComparison.Ordinal));
        Assert.Contains("--config", process.Output, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(
        int exitCode, string[] arguments, Dictionary<string, string>? environment = null, string? directory = null)
    {
        await using var process = FrontDoorProcess.Start(arguments, environment, directory);

        Assert.Equal(exitCode, await process.ExitAsync());
        Assert.Equal("", process.Output);
        Assert.DoesNotContain("   at ", process.Error, StringComparison.Ordinal);
        return process.Error;
    }
}
