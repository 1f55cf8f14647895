using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class FunctionsCommandTests(SharedFrontDoor shared)
{
    [Fact]
    public async Task Functions_NoTerminal_AreLinesWithTabs()
    {
        var run = await CommandLineRun.OfAsync("functions", "--http", $"{shared.Door.Address}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("name\targument\tresult\tdeadline\tstages", run.Lines[0]);
        Assert.Contains("count words\tstring\tint\t7 s\tsplit x2 (Shuffle); count x1 (Global)", run.Lines);
        Assert.All(run.Lines, line => Assert.Equal(4, line.Count(letter => letter == '\t')));
        Assert.Equal(1 + TestFunctions.All.Count, run.Lines.Length);
    }

    [Fact]
    public async Task Functions_Json_IsTheServersOwn()
    {
        var run = await CommandLineRun.OfAsync("functions", "--json", "--http", $"{shared.Door.Address}");

        Assert.Equal(await shared.Door.Http.GetStringAsync("/v1/functions") + "\n", run.Output);
    }

    [Fact]
    public async Task Functions_Terminal_AreATable()
    {
        using var output = new StringWriter();
        var list = await FunctionList.AskAsync(shared.Door.Http, CancellationToken.None);

        await new FunctionsRun(new CommandConsole(TextWriter.Null, TextWriter.Null, CommandLineRun.Terminal(output, width: 120))).WriteAsync(list, json: false);

        var table = output.ToString();
        Assert.Contains("│ count words │ string   │ int", table, StringComparison.Ordinal);
        Assert.Matches(@"│ 7 s +│ split x2 \(Shuffle\) +│\n│ +│ +│ +│ +│ count x1 \(Global\) +│", table);
        Assert.DoesNotContain("\u001b", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_OneOfWorkersOutside_IsListedToo()
    {
        const string Json = """{"functions":[{"name":"[far]","workers":2,"queued":1,"news":{}}]}""";

        var run = await AnsweredAsync("200 OK", Json);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("[far]\t\t\t\tworkers: 2, queued: 1", run.Lines[1]);
    }

    [Theory]
    [InlineData("200 OK", "<html>", "no list of functions")]
    [InlineData("200 OK", "null", "no list of functions")]
    [InlineData("200 OK", """{"functions":[{}]}""", "no list of functions")]
    [InlineData("503 Busy", """{"code":"Overloaded","detail":"still starting"}""", "Overloaded: still starting")]
    [InlineData("404 Not Found", "", "UnknownFunction: The front door answered 404")]
    public async Task Functions_AnswerThatIsNoList_ExitsWith1AndSaysSo(string status, string body, string expected)
    {
        var run = await AnsweredAsync(status, body);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<CommandLineRun> AnsweredAsync(string status, string body)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var run = CommandLineRun.OfAsync("functions", "--http", $"{server.LocalEndpoint}");
        using var connection = await server.AcceptTcpClientAsync().Within("the request's connection");
        var stream = connection.GetStream();
        Assert.True(await stream.ReadAsync(new byte[4096]).AsTask().Within("the request") > 0);
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        return await run;
    }
}
