using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class DrpcHttpClientConnectionTests
{
    [Fact]
    public async Task Execute_NobodyListens_SaysSo()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/") };

        var failure = await Assert.ThrowsAsync<DrpcException>(() => new DrpcHttpClient(http).ExecuteAsync("echo", "x"));

        Assert.Equal(DrpcFailureCode.SiloLost, failure.Code);
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(HttpRequestError.ConnectionError, Assert.IsType<HttpRequestException>(failure.InnerException).HttpRequestError);
    }

    [Fact]
    public async Task Execute_HttpClientTimesOut_SaysSo()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{silent.LocalEndpoint}/"), Timeout = TimeSpan.FromMilliseconds(100) };

        var failure = await Assert.ThrowsAsync<DrpcException>(() => new DrpcHttpClient(http).ExecuteAsync("echo", "x"));

        Assert.Equal(DrpcFailureCode.TimedOut, failure.Code);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>", DrpcFailureCode.SiloLost)]
    [InlineData(HttpStatusCode.NotFound, "", DrpcFailureCode.UnknownFunction)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "[]", DrpcFailureCode.Overloaded)]
    [InlineData(HttpStatusCode.GatewayTimeout, "{\"error\":\"SERVER_TIMEOUT\",\"errorMessage\":\"late\"}", DrpcFailureCode.TimedOut)]
    [InlineData(HttpStatusCode.InternalServerError, "{\"code\":\"Unheard\",\"detail\":7}", DrpcFailureCode.FunctionFailed)]
    public async Task Execute_AnswerOfSomebodyElse_IsReadByItsStatus(HttpStatusCode status, string body, DrpcFailureCode code)
    {
        using var handler = new FixedAnswer(status, body);
        using var http = new HttpClient(handler) { BaseAddress = new Uri("http://proxy/") };

        var failure = await Assert.ThrowsAsync<DrpcException>(() => new DrpcHttpClient(http).ExecuteAsync("echo", "x"));

        Assert.Equal(code, failure.Code);
        Assert.Contains(body.Contains("late", StringComparison.Ordinal) ? "late" : $"{(int)status}", failure.Message, StringComparison.Ordinal);
    }

    private sealed class FixedAnswer(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
    }
}
