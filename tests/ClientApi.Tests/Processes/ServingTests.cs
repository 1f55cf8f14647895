using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(ProcessTests.Name)]
public sealed class ServingTests
{
    [Fact]
    public async Task Start_FreePort_PrintsAddressEngineAndCallsThatWork()
    {
        await using var process = FrontDoorProcess.Start(["--http-port", "0"]);
        using var http = await process.ServingAsync();

        Assert.Matches("engine: (Embedded|Orleans)", process.Output);
        Assert.Equal("hello!", await http.GetStringAsync(Printed(process, "/drpc/exclamation/hello")));
        Assert.Equal("16", await http.GetStringAsync(Printed(process, "/drpc/reach/foo.com/blog/1")));
        var hits = await http.InvokeAsync("blacklist", "\"jorg volkerman\"");
        Assert.Contains("-d '\"jorg volkerman\"'", process.Output, StringComparison.Ordinal);
        Assert.Contains("VÖLKERMANN, Jörg", hits.Text(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/readyz")).StatusCode);
    }

    [Fact]
    public async Task Start_HttpOff_ServesThriftAlone()
    {
        await using var process = FrontDoorProcess.Start(["--http-port", "-1", "--thrift-port", "0", "--invocations-port", "-1"]);
        await process.StartedAsync();
        var port = int.Parse(Regex.Match(process.Output, @"Storm Thrift: clients at 127\.0\.0\.1:(\d+)\n").Groups[1].Value, CultureInfo.InvariantCulture);
        await using var client = new DrpcThriftClient("127.0.0.1", port);

        Assert.Equal("hello!", await client.ExecuteAsync("exclamation", "hello", CancellationToken.None));
        Assert.DoesNotContain("http://", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_WhileARequestRuns_AnswersItAndExitsWith0()
    {
        await using var process = FrontDoorProcess.Start(["--http-port", "0", "--deadline", "60", "--drain-timeout", "60"]);
        using var http = await process.ServingAsync();

        // 100 million items take a while; what was sent on this connection has arrived before what is sent after it.
        var running = RawHttp.GetAsync(http.BaseAddress!, "/drpc/square/10000");
        Assert.Equal("hello!", await http.GetStringAsync("/drpc/exclamation/hello"));
        process.Terminate();

        Assert.Equal("100000000", RawHttp.Body(await running));
        Assert.Equal(0, await process.ExitAsync());
        Assert.Contains("Stopping: waiting for 1 running requests", process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_WhileNothingRuns_ExitsWith0InSilence()
    {
        await using var process = FrontDoorProcess.Start(["serve", "--http-port", "0"]);
        using var http = await process.ServingAsync();

        process.Terminate();

        Assert.Equal(0, await process.ExitAsync());
        Assert.All(process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(" Orleans.Runtime.", line, StringComparison.Ordinal));
    }

    private static string Printed(FrontDoorProcess process, string path)
    {
        var line = process.Output.Split('\n').Single(line => line.Contains(path, StringComparison.Ordinal));
        return line.Trim().Split(' ')[^1];
    }
}
