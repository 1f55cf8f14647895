using System.Text.Json;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(ProcessTests.Name)]
public sealed class PrecedenceTests
{
    private const string Variable = "Drpc__DefaultDeadline";

    [Theory]
    [InlineData(null, null, null, 30)]
    [InlineData("00:00:11", null, null, 11)]
    [InlineData("00:00:11", "00:00:12", null, 12)]
    [InlineData("00:00:11", "00:00:12", "1.5", 1.5)]
    [InlineData(null, "00:00:12", "00:00:13", 13)]
    public async Task Deadline_FromFileEnvironmentAndCommandLine_TheLaterCounts(string? file, string? environment, string? commandLine, double expected)
    {
        using var folder = new TempFolder();
        if (file is not null)
        {
            folder.Write("appsettings.json", $$"""{ "Drpc": { "DefaultDeadline": "{{file}}" } }""");
        }

        string[] arguments = ["--http-port", "0", .. commandLine is null ? Array.Empty<string>() : ["--deadline", commandLine]];
        var variables = environment is null ? [] : new Dictionary<string, string> { [Variable] = environment };
        await using var process = FrontDoorProcess.Start(arguments, variables, folder.Path);

        Assert.Equal(expected, await DeadlineAsync(process));
    }

    [Fact]
    public async Task Config_NamesAnotherFile_ItCountsInPlaceOfTheUsualOne()
    {
        using var folder = new TempFolder();
        folder.Write("appsettings.json", """{ "Drpc": { "DefaultDeadline": "00:00:11" }, "FrontDoor": { "HttpPort": 1 } }""");
        folder.Write("other.json", """{ "FrontDoor": { "HttpPort": 0 } }""");
        await using var process = FrontDoorProcess.Start(["--config", "other.json"], null, folder.Path);

        Assert.Equal(30, await DeadlineAsync(process));
    }

    private static async Task<double> DeadlineAsync(FrontDoorProcess process)
    {
        using var http = await process.ServingAsync();
        using var function = JsonDocument.Parse(await http.GetStringAsync("/v1/functions/exclamation"));
        return function.RootElement.GetProperty("deadlineSeconds").GetDouble();
    }
}
