namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class StormGetTests(SharedFrontDoor shared)
{
    private readonly FrontDoor _door = shared.Door;

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("foo.com/blog/1", "foo.com/blog/1")]
    [InlineData("a%2Fb%252Fc", "a/b%2Fc")]
    [InlineData("a//b/", "a//b/")]
    [InlineData("%F0%9F%98%80%20%C3%A9", "😀 é")]
    [InlineData("x?query=ignored", "x")]
    [InlineData("a+b", "a+b")]
    [InlineData("", "")]
    public async Task Get_ArgumentInPath_ReachesFunctionAsMeant(string sent, string meant)
    {
        var answer = await RawHttp.GetAsync(_door.Address, "/drpc/echo/" + sent);

        Assert.Equal(200, RawHttp.Status(answer));
        Assert.Equal(meant, RawHttp.Body(answer));
    }

    [Fact]
    public async Task Get_WithoutArgument_CallsWithEmptyText()
    {
        var response = await _door.Http.GetAsync("/drpc/count%20words");

        Assert.Equal("0", response.Text());
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Matches("^[0-9a-f]{32}$", response.RequestId());
    }

    [Theory]
    [InlineData("/drpc/fail/../echo/a", "a")]
    [InlineData("/v1/../drpc/echo/a%2Fb", "a%2Fb")]
    public async Task Get_DotSegmentsBeforeTheArgument_CallsTheFunctionOfTheRoute(string target, string expected)
    {
        var answer = await RawHttp.GetAsync(_door.Address, target);

        Assert.Equal(expected, RawHttp.Body(answer));
    }

    [Fact]
    public async Task Get_TargetIsWholeUrl_IsServed()
    {
        var answer = await RawHttp.GetAsync(_door.Address, $"{_door.Address}drpc/echo/a%2Fb");

        Assert.Equal("a/b", RawHttp.Body(answer));
    }

    [Theory]
    [InlineData("/drpc/echo/%00", 400)]
    [InlineData("/drpc/echo/é", 400)]
    [InlineData("drpc", 405)]
    public async Task Get_TargetIsNoHttp_IsRefusedAndServiceGoesOn(string target, int status)
    {
        Assert.Equal(status, RawHttp.Status(await RawHttp.GetAsync(_door.Address, target)));
        Assert.Equal("on", await _door.Http.GetStringAsync("/drpc/echo/on"));
    }

    [Fact]
    public async Task Get_LineTooLong_Is414AndServiceGoesOn()
    {
        Assert.Equal(414, RawHttp.Status(await RawHttp.GetAsync(_door.Address, "/drpc/echo/" + new string('x', 20_000))));
        Assert.Equal("on", await _door.Http.GetStringAsync("/drpc/echo/on"));
    }
}
