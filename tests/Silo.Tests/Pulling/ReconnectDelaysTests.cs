namespace OrleansDrpc.Hosting.Tests;

public sealed class ReconnectDelaysTests
{
    [Fact]
    public void Next_FailureAfterFailure_BeginsAtOnceAndGrowsToTwoSeconds()
    {
        var delays = new ReconnectDelays();

        Assert.Equal(TimeSpan.Zero, delays.Next(TimeSpan.Zero));
        foreach (var most in new[] { 50, 100, 200, 400, 800, 1600, 2000, 2000, 2000 })
        {
            Assert.InRange(delays.Next(TimeSpan.Zero).TotalMilliseconds, most / 2.0, most);
        }
    }

    [Fact]
    public void Next_AfterAConnectionThatWentWell_BeginsAnew()
    {
        var delays = new ReconnectDelays();
        for (var i = 0; i < 100; i++)
        {
            delays.Next(TimeSpan.Zero);
        }

        Assert.Equal(TimeSpan.Zero, delays.Next(TimeSpan.FromMinutes(1)));
        Assert.InRange(delays.Next(TimeSpan.Zero).TotalMilliseconds, 25, 50);
    }
}
