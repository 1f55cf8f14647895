using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class StormPostTests(SharedFrontDoor shared)
{
    private readonly HttpClient _http = shared.Door.Http;

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("a/b?c=d&e=%2F\r\n\t\0\"")]
    [InlineData("😀 é 漢字")]
    public async Task Post_Body_IsTheArgument(string text)
    {
        var response = await _http.PostTextAsync("/drpc/echo", text);

        Assert.Equal(text, response.Text());
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(Encoding.UTF8.GetByteCount(text), response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    [InlineData("text/plain; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task Post_AnyContentType_IsReadAsUtf8(string type) =>
        Assert.Equal("a=é", (await _http.PostBodyAsync("/drpc/echo", Encoding.UTF8.GetBytes("a=é"), type)).Text());

    [Fact]
    public async Task Post_TrailingSlash_IsTheSameFunction() => Assert.Equal("x", (await _http.PostTextAsync("/drpc/echo/", "x")).Text());

    [Fact]
    public async Task Post_OtherTypeThanString_IsJsonBothWays()
    {
        Assert.Equal("42", (await _http.PostTextAsync("/drpc/twice", "21")).Text());
        Assert.Equal("""{"item":"tea","count":4}""", (await _http.PostTextAsync("/drpc/double", """{"item":"tea","count":2}""")).Text());
        Assert.Equal("""["a","b"]""", (await _http.PostTextAsync("/drpc/letters", "ab")).Text());
    }

    [Fact]
    public async Task Post_ChunkedBody_IsTheArgument()
    {
        var text = new string('é', 50_000);
        using var content = new ChunkedContent(Encoding.UTF8.GetBytes(text));

        var response = await _http.PostAsync("/drpc/echo", content);

        Assert.Equal(text, response.Text());
    }
}
