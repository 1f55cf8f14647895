namespace OrleansDrpc.ClientApi.Tests;

public sealed class HttpAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:3774", "http://127.0.0.1:3774/")]
    [InlineData("[::1]:3774", "http://[::1]:3774/")]
    [InlineData("http://localhost:3774", "http://localhost:3774/")]
    [InlineData("http://localhost", "http://localhost/")]
    [InlineData("https://example.com/drpc/", "https://example.com/drpc/")]
    [InlineData("https://example.com/behind/proxy", "https://example.com/behind/proxy/")]
    public void Read_UrlOrHostAndPort_IsAUrlThatPathsCanBeAppendedTo(string text, string url) => Assert.Equal(new Uri(url), HttpAddress.Read(text));

    [Theory]
    [InlineData("localhost")]
    [InlineData("ftp://localhost/")]
    [InlineData("http://")]
    [InlineData("http://localhost:0/")]
    [InlineData("http://user:word@localhost/")]
    [InlineData("http://localhost/?a=b")]
    [InlineData("http://localhost/#a")]
    public void Read_AnythingElse_IsNone(string text) => Assert.Null(HttpAddress.Read(text));
}
