using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class CallbackBackoffTests
{
    private readonly CallbackBackoff _backoff = new(Options.Create(
        new RequestsOptions { CallbackDelay = TimeSpan.FromSeconds(1), CallbackMaxDelay = TimeSpan.FromSeconds(60) }));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1000, 60)]
    public void After_ATry_DoublesUpToTheLimitAQuarterMoreOrLess(int tries, double seconds)
    {
        for (var sample = 0; sample < 1000; sample++)
        {
            Assert.InRange(_backoff.After(tries).TotalSeconds, 0.75 * seconds, 1.25 * seconds);
        }
    }

    [Fact]
    public void After_TheSameTry_IsSpread()
    {
        var waits = Enumerable.Range(0, 1000).Select(_ => _backoff.After(7).TotalSeconds).ToArray();

        Assert.InRange(waits.Min(), 45, 50);
        Assert.InRange(waits.Max(), 70, 75);
    }

    [Fact]
    public void After_LargestSettings_IsNoTooLongTime() => Assert.InRange(
        new CallbackBackoff(Options.Create(new RequestsOptions { CallbackDelay = TimeSpan.FromHours(1), CallbackMaxDelay = TimeSpan.FromDays(1) })).After(1000),
        TimeSpan.FromHours(18),
        TimeSpan.FromHours(30));
}
