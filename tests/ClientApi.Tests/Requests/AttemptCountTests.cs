using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class AttemptCountTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void None_BeginsWith1()
    {
        var count = Of([]);

        Assert.Equal((1, 0, false), (count.Next, count.Interruptions, count.IsUsedUp));
    }

    [Fact]
    public void Failed_CountUntilTheyAreUsedUp()
    {
        var count = Of([Failed(1, DrpcFailureCode.FunctionFailed)]);
        Assert.Equal((2, false), (count.Next, count.IsUsedUp));

        count.Failed();

        Assert.Equal((3, true), (count.Next, count.IsUsedUp));
    }

    [Theory]
    [InlineData(DrpcFailureCode.ShuttingDown)]
    [InlineData(DrpcFailureCode.Overloaded)]
    public void CutOffOrRefused_DoNotCount(DrpcFailureCode code)
    {
        var count = Of([Failed(1, DrpcFailureCode.SiloLost), Failed(2, code), Failed(3, code)]);

        Assert.Equal((4, 0, false), (count.Next, count.Interruptions, count.IsUsedUp));
    }

    [Fact]
    public void WithoutEnd_AreInterruptions()
    {
        var count = Of([new AttemptRecord(1, Time, null, null), Failed(2, DrpcFailureCode.SiloLost), new AttemptRecord(3, Time, null, null)]);

        Assert.Equal((4, 2, false), (count.Next, count.Interruptions, count.IsUsedUp));
        Assert.Equal(3, count.LastInterrupted?.Number);
    }

    [Fact]
    public void Replayed_BeginsANewRound()
    {
        AttemptRecord[] used = [Failed(1, DrpcFailureCode.TimedOut), Failed(2, DrpcFailureCode.TimedOut)];

        var replayed = new AttemptCount([Failed(1, DrpcFailureCode.FunctionFailed)], static () => 2, isReplayed: true);
        var replayedByAProcessThatDied = Of(used);
        var inTheNewRound = Of([.. used, Failed(1001, DrpcFailureCode.TimedOut)]);
        var again = Of([.. used, Failed(1001, DrpcFailureCode.TimedOut), Failed(1002, DrpcFailureCode.TimedOut)]);

        Assert.Equal((1001, false), (replayed.Next, replayed.IsUsedUp));
        Assert.Equal((1001, false), (replayedByAProcessThatDied.Next, replayedByAProcessThatDied.IsUsedUp));
        Assert.Equal((1002, false), (inTheNewRound.Next, inTheNewRound.IsUsedUp));
        Assert.Equal((2001, false), (again.Next, again.IsUsedUp));
    }

    private static AttemptCount Of(IReadOnlyList<AttemptRecord> attempts) => new(attempts, max: static () => 2, isReplayed: false);

    private static AttemptRecord Failed(int number, DrpcFailureCode code) => new(number, Time, Time, new DrpcFailure(code, "no"));
}
