using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class FailureWriterTests
{
    private static readonly HttpFailure Overload = new(DrpcFailureCode.Overloaded, "Too much to do.", RetryAfter: TimeSpan.FromSeconds(1.2));

    [Fact]
    public async Task Overloaded_EitherForm_SaysWhenToRetry()
    {
        var storm = await WriteAsync(FailureWriter.WriteStormAsync, Overload);
        var problem = await WriteAsync(FailureWriter.WriteProblemAsync, Overload);

        Assert.Equal(("2", "2"), (storm.Context.Response.Headers.RetryAfter.ToString(), problem.Context.Response.Headers.RetryAfter.ToString()));
        Assert.Equal([503, 503], [storm.Context.Response.StatusCode, problem.Context.Response.StatusCode]);
    }

    [Fact]
    public async Task NotAuthorized_Storm_IsAsStormSaysIt()
    {
        var (context, json) = await WriteAsync(FailureWriter.WriteStormAsync, new HttpFailure(DrpcFailureCode.NotAuthorized, "No."));

        Assert.Equal(401, context.Response.StatusCode);
        Assert.Equal("401 Unauthorized", json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Unexpected_Exception_TellsNothingOfItsInside()
    {
        var failure = HttpFailure.Of(new InvalidOperationException("secret"));
        var storm = await WriteAsync(FailureWriter.WriteStormAsync, failure);
        var problem = await WriteAsync(FailureWriter.WriteProblemAsync, failure);

        Assert.Equal("INTERNAL_ERROR", storm.Json.GetProperty("error").GetString());
        Assert.Equal([500, 500], [storm.Context.Response.StatusCode, problem.Context.Response.StatusCode]);
        Assert.DoesNotContain("secret", storm.Json.ToString() + problem.Json, StringComparison.Ordinal);
    }

    private static async Task<(HttpContext Context, JsonElement Json)> WriteAsync(Func<HttpContext, HttpFailure, Task> write, HttpFailure failure)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await write(context, failure);
        return (context, JsonDocument.Parse(Encoding.UTF8.GetString(body.ToArray())).RootElement);
    }
}
