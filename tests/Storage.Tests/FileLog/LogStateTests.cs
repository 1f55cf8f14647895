namespace OrleansDrpc.Storage.Tests;

/// <summary>What the log makes of its records.</summary>
public sealed class LogStateTests
{
    [Fact]
    public void Key_GivenToANewRequestBeforeTheOldOneIsForgotten_StaysWithTheNewOne()
    {
        var state = new LogState();
        var (old, next) = (Entry.Of(Requests.New(key: "key"), "exclaim", default), Entry.Of(Requests.New(key: "key"), "exclaim", default));

        state.Replace(null, old);
        state.Replace(null, next);
        state.Replace(old, null);

        Assert.Equal(next.Id, state.FindKey("exclaim", "key"));
    }
}
