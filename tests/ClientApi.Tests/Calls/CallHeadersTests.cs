using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class CallHeadersTests(SharedFrontDoor shared)
{
    private readonly HttpClient _http = shared.Door.Http;

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task RequestId_OfTheCaller_ComesBack(string id)
    {
        var storm = await _http.PostTextAsync("/drpc/echo", "x", (DrpcHttpClient.RequestIdHeader, id));
        var failed = await _http.InvokeAsync("fail", "\"x\"", (DrpcHttpClient.RequestIdHeader, id));

        Assert.Equal(id, storm.RequestId(), ignoreCase: true);
        Assert.Equal(id, failed.RequestId(), ignoreCase: true);
        failed.AssertProblem(HttpStatusCode.InternalServerError, DrpcFailureCode.FunctionFailed);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    public async Task RequestId_NotOf32HexDigits_Is400(string id)
    {
        var storm = await _http.PostTextAsync("/drpc/echo", "x", (DrpcHttpClient.RequestIdHeader, id));
        var invoke = await _http.InvokeAsync("echo", "\"x\"", (DrpcHttpClient.RequestIdHeader, id));

        Assert.Contains("32", storm.AssertStormError(HttpStatusCode.BadRequest, "FAILED_REQUEST"), StringComparison.Ordinal);
        invoke.AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);
    }

    [Fact]
    public async Task RequestId_OfARunningRequest_Is400()
    {
        var id = Guid.NewGuid().ToString("N");
        var gate = Gate.New();
        var first = _http.PostTextAsync("/drpc/hold", gate.Key, (DrpcHttpClient.RequestIdHeader, id));
        await gate.Reached;

        var second = await _http.PostTextAsync("/drpc/echo", "x", (DrpcHttpClient.RequestIdHeader, id));

        gate.Open();
        second.AssertStormError(HttpStatusCode.BadRequest, "FAILED_REQUEST");
        Assert.Equal("passed", (await first).Text());
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("00:00:05")]
    [InlineData("1,5")]
    [InlineData("")]
    public async Task Timeout_NotSecondsOverZero_Is400AndNamesTheHeader(string timeout) => Assert.Contains(
        DrpcHttpClient.TimeoutHeader,
        (await _http.InvokeAsync("echo", "\"x\"", (DrpcHttpClient.TimeoutHeader, timeout))).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("5")]
    [InlineData("2.75")]
    [InlineData("99999999999999999999999")]
    public async Task Timeout_LongEnough_ChangesNothing(string timeout) =>
        Assert.Equal("x", (await _http.PostTextAsync("/drpc/echo", "x", (DrpcHttpClient.TimeoutHeader, timeout))).Text());
}
