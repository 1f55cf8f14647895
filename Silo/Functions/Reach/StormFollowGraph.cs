namespace OrleansDrpc.Functions;

/// <summary>The data of Storm's ReachTopology.</summary>
internal static class StormFollowGraph
{
    private static readonly (string Page, string Tweeters)[] Pages =
    [
        ("foo.com/blog/1", "sally bob tim george nathan"),
        ("engineering.twitter.com/blog/5", "adam david sally nathan"),
        ("tech.backtype.com/blog/123", "tim mike john"),
    ];

    private static readonly (string Person, string Followers)[] People =
    [
        ("sally", "bob tim alice adam jim chris jai"),
        ("bob", "sally nathan jim mary david vivian"),
        ("tim", "alex"),
        ("nathan", "sally bob adam harry chris vivian emily jordan"),
        ("adam", "david carissa"),
        ("mike", "john bob"),
        ("john", "alice nathan jim mike bob"),
    ];

    public static FollowGraph Create()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return new FollowGraph(Build(People, names), Build(Pages, names));
    }

    private static Relation Build((string Key, string Values)[] lists, HashSet<string> names)
    {
        var builder = new RelationBuilder(names);
        foreach (var (key, values) in lists)
        {
            foreach (var value in values.Split(' '))
            {
                builder.Add(key, value);
            }
        }

        return builder.Build();
    }
}
