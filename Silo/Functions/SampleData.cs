namespace OrleansDrpc.Functions;

/// <summary>What the sample functions work on, from files or built in.</summary>
internal static class SampleData
{
    /// <exception cref="ArgumentException">Only one of the two files of the graph is given.</exception>
    /// <exception cref="DataFileException">A file cannot be read or has a bad line.</exception>
    public static FollowGraph FollowGraph(SampleFunctionsOptions options) => options switch
    {
        { Follows: { } follows, Shares: { } shares } => FollowGraphFiles.Read(follows, shares),
        { Follows: null, Shares: null } => StormFollowGraph.Create(),
        { Follows: var follows, Shares: var shares } => throw new ArgumentException(
            $"Only the {(follows is null ? "shares" : "follows")} file of the reach function is given ({follows ?? shares}). Give the "
            + $"{(follows is null ? "follows" : "shares")} file too, or neither, for the built-in sample.",
            nameof(options)),
    };

    /// <exception cref="DataFileException">The file cannot be read or has a bad line.</exception>
    public static BlacklistNames Blacklist(SampleFunctionsOptions options) =>
        options.Blacklist is { } file ? BlacklistFile.Read(file) : InventedNames.Create();
}
