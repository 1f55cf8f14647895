namespace OrleansDrpc.Hosting.Tests;

public sealed class DrpcServersOptionsTests
{
    [Theory]
    [InlineData("localhost:3773", 64)]
    [InlineData("a.example.com:1, 10.0.0.1:65535,[::1]:3773", 3)]
    public void Validate_SoundOptions_HasNothingToSay(string servers, int maxRequests) => Assert.Empty(Mistakes(servers, maxRequests));

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Validate_NoServers_SaysSo(string? servers) => Assert.Contains("names no server", Assert.Single(Mistakes(servers, 64)), StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:+1")]
    [InlineData(":3773")]
    [InlineData("::1:3773")]
    [InlineData("a b:3773")]
    [InlineData("http://localhost:3773")]
    public void Validate_NoAddress_NamesIt(string server) =>
        Assert.Contains($"has '{server}'; it must be host:port", Assert.Single(Mistakes(server, 64)), StringComparison.Ordinal);

    [Fact]
    public void Validate_SeveralMistakes_NamesThemAll()
    {
        var mistakes = Mistakes("a,b:1,c:x,B:1", 0);

        Assert.Equal(4, mistakes.Length);
        Assert.Contains("'a'", mistakes[0], StringComparison.Ordinal);
        Assert.Contains("'c:x'", mistakes[1], StringComparison.Ordinal);
        Assert.Contains("'b:1' 2 times", mistakes[2], StringComparison.Ordinal);
        Assert.Contains("is 0; it must be 1 to 65536", mistakes[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FewerRequestsThanServers_SaysSo() =>
        Assert.Contains("is 1, but there are 2 servers", Assert.Single(Mistakes("a:1,b:1", 1)), StringComparison.Ordinal);

    [Theory]
    [InlineData(1023)]
    [InlineData((1 << 30) + 1)]
    public void Validate_FramesTooShortOrTooLong_SaysSo(int bytes)
    {
        var options = new DrpcServersOptions { Servers = "a:1", MaxFrameBytes = bytes };

        Assert.Contains($"(--max-frame-bytes) is {bytes}; it must be 1024 to 1073741824", Assert.Single(new DrpcServersOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    private static string[] Mistakes(string? servers, int maxRequests) =>
        [.. new DrpcServersOptionsValidator().Validate(null, new DrpcServersOptions { Servers = servers, MaxRequests = maxRequests }).Failures ?? []];
}
