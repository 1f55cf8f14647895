namespace OrleansDrpc.ClientApi.Tests;

public sealed class PathArgumentTests
{
    [Theory]
    [InlineData("/drpc/f/a", "a")]
    [InlineData("/drpc/f", "")]
    [InlineData("/drpc/f/", "")]
    [InlineData("/drpc/f/a/", "a/")]
    [InlineData("/drpc/f//", "/")]
    [InlineData("/drpc/f/foo.com/blog/1", "foo.com/blog/1")]
    [InlineData("/drpc/f/http://a.b/c", "http://a.b/c")]
    [InlineData("/drpc/f/a?b=c", "a")]
    [InlineData("/drpc/f?b=/c", "")]
    [InlineData("/drpc/f/a%2Fb", "a/b")]
    [InlineData("/drpc/f/a%252Fb", "a%2Fb")]
    [InlineData("/drpc/f/a%3Fb%23c", "a?b#c")]
    [InlineData("/drpc/f/a+b%20c", "a+b c")]
    [InlineData("/drpc/f/%F0%9F%98%80%C3%A9", "😀é")]
    [InlineData("/drpc/f/100%", "100%")]
    [InlineData("/drpc/f/%zz%FF", "%zz%FF")]
    [InlineData("/drpc/f/a/../b", "a/../b")]
    [InlineData("/DRPC/f/a", "a")]
    [InlineData("/drpc/%66/a", "a")]
    [InlineData("http://host:3774/drpc/f/a?b", "a")]
    [InlineData("http://host/drpc/f", "")]
    public void Of_TargetOfTheFunction_IsTheRestDecodedOnce(string target, string expected) =>
        Assert.Equal(expected, PathArgument.Of(target, "f"));

    [Theory]
    [InlineData("/drpc/g/../f/a")]
    [InlineData("/x/../drpc/f/a")]
    [InlineData("/drpc/../drpc/f/a")]
    [InlineData("http://host")]
    [InlineData("*")]
    [InlineData("")]
    public void Of_TargetOfAnotherFunctionAsItStands_IsUnknown(string target) => Assert.Null(PathArgument.Of(target, "f"));
}
