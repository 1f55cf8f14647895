namespace OrleansDrpc.Functions;

/// <summary>Who follows whom, and who shared which page. Immutable.</summary>
internal sealed class FollowGraph(Relation followers, Relation tweeters)
{
    public ReadOnlySpan<string> TweetersOf(string page) => tweeters.Of(page);

    public ReadOnlySpan<string> FollowersOf(string person) => followers.Of(person);
}
