namespace OrleansDrpc.Functions;

/// <summary>
/// A graph from two files: <c>follower TAB followee</c> (the first follows the second) and <c>page TAB person</c> (the person shared the
/// page), each with these words as its header.
/// </summary>
internal static class FollowGraphFiles
{
    /// <exception cref="DataFileException">A file cannot be read or has a bad line.</exception>
    public static FollowGraph Read(string followsFile, string sharesFile)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var followers = new RelationBuilder(names);
        foreach (var row in TsvFile.Read(followsFile, "follower", "followee"))
        {
            followers.Add(key: row.Text(1), value: row.Text(0));
        }

        var tweeters = new RelationBuilder(names);
        foreach (var row in TsvFile.Read(sharesFile, "page", "person"))
        {
            tweeters.Add(key: row.Text(0), value: row.Text(1));
        }

        return new FollowGraph(followers.Build(), tweeters.Build());
    }
}
