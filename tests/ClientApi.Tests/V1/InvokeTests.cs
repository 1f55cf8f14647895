using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class InvokeTests(SharedFrontDoor shared)
{
    private readonly HttpClient _http = shared.Door.Http;

    [Theory]
    [InlineData("echo", "\"hello\"", "\"hello\"")]
    [InlineData("echo", " \"\\u00e9\\n\\\"\\ud83d\\ude00\" ", "\"é\\n\\\"\\uD83D\\uDE00\"")]
    [InlineData("echo", "\"\"", "\"\"")]
    [InlineData("twice", " 21 ", "42")]
    [InlineData("double", "{\"count\":2,\"item\":\"tea\"}", "{\"item\":\"tea\",\"count\":4}")]
    [InlineData("count words", "\"a b c\"", "3")]
    [InlineData("letters", "\"ab\"", "[\"a\",\"b\"]")]
    public async Task Invoke_JsonArgument_AnswersJson(string function, string argument, string expected)
    {
        var response = await _http.InvokeAsync(function, argument);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(expected, response.Text(), ignoreCase: true);
        Assert.Matches("^[0-9a-f]{32}$", response.RequestId());
    }

    [Theory]
    [InlineData("echo", "", "string")]
    [InlineData("echo", "hello", "string")]
    [InlineData("echo", "null", "string")]
    [InlineData("echo", "17", "string")]
    [InlineData("echo", "\"a\" \"b\"", "string")]
    [InlineData("echo", "\"a", "string")]
    [InlineData("echo", "\"\\ud800\"", "string")]
    [InlineData("echo", "{\"text\":\"a\"}", "string")]
    [InlineData("twice", "", "long")]
    [InlineData("twice", "\"21\"x", "long")]
    [InlineData("twice", "2.5", "long")]
    [InlineData("double", "\"tea\"", "Order")]
    [InlineData("double", "null", "Order")]
    public async Task Invoke_BadJsonOrWrongType_Is400AndNamesWhatIsExpected(string function, string body, string expected) => Assert.Contains(
        expected, (await _http.InvokeAsync(function, body)).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument), StringComparison.Ordinal);

    [Fact]
    public async Task Invoke_BodyIsNoUtf8_Is400()
    {
        byte[] body = [(byte)'"', 0xFF, (byte)'"'];
        var echo = await _http.PostBodyAsync("/v1/functions/echo/invoke", body, "application/json");
        var twice = await _http.PostBodyAsync("/v1/functions/twice/invoke", body, "application/json");

        echo.AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);
        twice.AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);
    }

    [Fact]
    public async Task Invoke_UnknownFunction_Is404() => Assert.Contains(
        "'nope'", (await _http.InvokeAsync("nope", "\"x\"")).AssertProblem(HttpStatusCode.NotFound, DrpcFailureCode.UnknownFunction), StringComparison.Ordinal);

    [Fact]
    public async Task Invoke_FunctionThrows_Is500WithMessageAndStage()
    {
        var response = await _http.InvokeAsync("fail", "\"that\"");

        Assert.Contains("no luck with that", response.AssertProblem(HttpStatusCode.InternalServerError, DrpcFailureCode.FunctionFailed), StringComparison.Ordinal);
        Assert.Equal("unlucky", response.Json().GetProperty("stage").GetString());
    }

    [Fact]
    public async Task Invoke_DeadlinePasses_Is504()
    {
        var gate = Gate.New();

        var response = await _http.InvokeAsync("hold", $"\"{gate.Key}\"", (DrpcHttpClient.TimeoutHeader, "0.2"));

        response.AssertProblem(HttpStatusCode.GatewayTimeout, DrpcFailureCode.TimedOut);
        await gate.Cancelled;
    }

    [Fact]
    public async Task Get_Invoke_Is405()
    {
        var response = await _http.GetAsync("/v1/functions/echo/invoke");

        response.AssertProblem(HttpStatusCode.MethodNotAllowed, null);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nope")]
    [InlineData("/v1")]
    [InlineData("/v1/functions/echo/nope")]
    public async Task Get_UnknownPath_Is404(string path) => (await _http.GetAsync(path)).AssertProblem(HttpStatusCode.NotFound, null);
}
