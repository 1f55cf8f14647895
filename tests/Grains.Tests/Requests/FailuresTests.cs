namespace OrleansDrpc.Grains.Tests;

public sealed class FailuresTests
{
    [Theory]
    [InlineData(Failures.MaxMessageLength, true)]
    [InlineData(Failures.MaxMessageLength + 1, false)]
    public void OfCode_LongMessage_IsToldUpToTheLimit(int length, bool isWhole)
    {
        var message = new string('x', length - 1) + "y";

        var told = Failures.OfCode(new InvalidOperationException(message), Some.Request(), "work", 3).Message;

        Assert.Equal(isWhole, told.EndsWith(message, StringComparison.Ordinal));
        Assert.Equal(!isWhole, told.EndsWith($"x... (of {length:N0} characters)", StringComparison.Ordinal));
        Assert.InRange(told.Length, Failures.MaxMessageLength, Failures.MaxMessageLength + 200);
    }

    [Fact]
    public void OfCode_LongMessageWithAPairAtTheLimit_DoesNotCutThePair()
    {
        var message = new string('x', Failures.MaxMessageLength - 1) + "\U0001F600" + new string('x', 10);

        var told = Failures.OfCode(new InvalidOperationException(message), Some.Request(), "work", 3).Message;

        Assert.DoesNotContain(told, char.IsSurrogate);
    }
}
