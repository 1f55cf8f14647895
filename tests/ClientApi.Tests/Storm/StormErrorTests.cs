using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class StormErrorTests(SharedFrontDoor shared)
{
    private const string FailedRequest = "FAILED_REQUEST";
    private readonly HttpClient _http = shared.Door.Http;

    [Fact]
    public async Task Call_FunctionThrows_Is400WithItsMessage()
    {
        var message = (await _http.GetAsync("/drpc/fail/that")).AssertStormError(HttpStatusCode.BadRequest, FailedRequest);

        Assert.Contains("no luck with that", message, StringComparison.Ordinal);
        Assert.Contains("unlucky", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_FunctionRefusesArgument_Is400WithItsMessage() =>
        Assert.Equal("'x' is not for me", (await _http.GetAsync("/drpc/refuse/x")).AssertStormError(HttpStatusCode.BadRequest, FailedRequest));

    [Fact]
    public async Task Call_UnknownFunction_Is404AtOnceAndNamesTheKnown()
    {
        var message = (await _http.PostTextAsync("/drpc/nope", "x")).AssertStormError(HttpStatusCode.NotFound, FailedRequest);

        Assert.Contains("'nope'", message, StringComparison.Ordinal);
        Assert.Contains("echo", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("twice", "many")]
    [InlineData("twice", "")]
    [InlineData("twice", "null")]
    [InlineData("twice", "99999999999999999999")]
    [InlineData("double", "[1]")]
    [InlineData("double", "{\"item\":\"\\ud800\",\"count\":1}")]
    public async Task Call_ArgumentOfWrongShape_Is400AndNamesType(string function, string argument)
    {
        var message = (await _http.PostTextAsync("/drpc/" + function, argument)).AssertStormError(HttpStatusCode.BadRequest, FailedRequest);

        Assert.Contains(function == "twice" ? "long" : "Order", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_BodyIsNoUtf8_Is400() => Assert.Contains(
        "UTF-8",
        (await _http.PostBodyAsync("/drpc/echo", [0x61, 0xFF, 0x62], "text/plain")).AssertStormError(HttpStatusCode.BadRequest, FailedRequest),
        StringComparison.Ordinal);

    [Fact]
    public async Task Call_DeadlinePasses_Is504()
    {
        var gate = Gate.New();

        var response = await _http.PostTextAsync("/drpc/hold", gate.Key, (DrpcHttpClient.TimeoutHeader, "0.2"));

        response.AssertStormError(HttpStatusCode.GatewayTimeout, "SERVER_TIMEOUT");
        await gate.Cancelled;
    }

    [Theory]
    [InlineData("PUT", "/drpc/echo")]
    [InlineData("HEAD", "/drpc/echo/x")]
    [InlineData("DELETE", "/drpc/echo")]
    [InlineData("POST", "/drpc/echo/args")]
    [InlineData("OPTIONS", "/drpc/echo")]
    public async Task Call_OtherVerb_Is405AndNamesTheRightOnes(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);

        var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/drpc")]
    [InlineData("/drpc/")]
    public async Task Get_NoFunction_Is404(string path) => (await _http.GetAsync(path)).AssertStormError(HttpStatusCode.NotFound, "404 Not Found");

    [Fact]
    public async Task Call_CallerAsksForProblemDetails_GetsThemWithStormsStatus()
    {
        var response = await _http.PostTextAsync("/drpc/fail", "that", ("Accept", "text/plain, application/problem+json"));

        response.AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.FunctionFailed);
        Assert.Equal("unlucky", response.Json().GetProperty("stage").GetString());
    }
}
