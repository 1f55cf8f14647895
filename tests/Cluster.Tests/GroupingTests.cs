namespace OrleansDrpc.Cluster.Tests;

public sealed class GroupingTests(Clusters clusters)
{
    private const int Items = 210;

    public static TheoryData<int, string> Cases => new(
        from silos in (int[])[1, 3]
        from kind in (string[])["workers-", "partitions-"]
        from name in GroupingFunctions.Groupings.Keys
        select (silos, kind + name));

    [Theory, MemberData(nameof(Cases))]
    public async Task Grouping_ItemsOfOneSender_GoWhereItSays(int silos, string function)
    {
        var tagged = await clusters.Of(silos).Client.ExecuteAsync<int, int[]>(function, Items);

        var byTask = Enumerable.Range(0, GroupingFunctions.Tasks)
            .Select(task => tagged.Where(tag => tag / 1000 == task).Select(tag => tag % 1000).Order().ToArray()).ToArray();
        Check(function[(function.IndexOf('-') + 1)..], byTask, tagged, silos);
    }

    [Theory, MemberData(nameof(Clusters.Sizes), MemberType = typeof(Clusters))]
    public async Task DirectGrouping_SenderNamesTasks_ItemsGoThere(int silos)
    {
        var tagged = await clusters.Of(silos).Client.ExecuteAsync<int, int[]>("workers-direct", Items);

        Assert.Equal(Items, tagged.Length);
        Assert.All(tagged, tag => Assert.Equal((tag % 1000 + 1) % GroupingFunctions.Tasks, tag / 1000));
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task CustomGrouping_OfTheArgumentChoosesNoTask_TheOnlyStageDoesNotRun(int silos)
    {
        var function = DrpcFunction.Named("none").Takes<int>()
            .Select(item => item, parallelism: 1, Grouping.CustomMany<int>((item, _) => item > 0 ? [0] : []), "only").ReturnsAll();
        await using var cluster = await DrpcTestCluster.StartAsync(silos, drpc => drpc.AddFunction(function));

        Assert.Equal([], await cluster.Client.ExecuteAsync(function, 0));
        Assert.Equal([1], await cluster.Client.ExecuteAsync(function, 1));
    }

    private static void Check(string grouping, int[][] byTask, int[] tagged, int silos)
    {
        var every = Enumerable.Range(0, Items).ToArray();
        switch (grouping)
        {
            case "none":
                Assert.Equal(every, byTask.SelectMany(items => items).Order());
                Assert.All(byTask, items => Assert.InRange(items.Length, 10, 100));
                break;
            case "shuffle":
                Assert.Equal(every, byTask.SelectMany(items => items).Order());
                Assert.All(byTask, items => Assert.Equal(Items / GroupingFunctions.Tasks, items.Length));
                break;
            case "local-or-shuffle":
                Assert.Equal(every, byTask.SelectMany(items => items).Order());
                Assert.InRange(byTask.Count(items => items.Length > 0), 1, silos == 1 ? GroupingFunctions.Tasks : 2);
                break;
            case "fields":
                Assert.Equal(every, byTask.SelectMany(items => items).Order());
                Assert.All(Enumerable.Range(0, 7), key => Assert.Single(byTask, items => items.Any(item => item % 7 == key)));
                break;
            case "global":
                Assert.Equal(every, byTask[0]);
                Assert.Equal(Items, tagged.Length);
                break;
            case "all":
                Assert.All(byTask, items => Assert.Equal(every, items));
                break;
            case "partial-key":
                Assert.Equal(every, byTask.SelectMany(items => items).Order());
                Assert.All(Enumerable.Range(0, 3), key => Assert.InRange(byTask.Count(items => items.Any(item => item % 3 == key)), 1, 2));
                break;
            case "custom":
                Assert.All(Enumerable.Range(0, GroupingFunctions.Tasks), task => Assert.Equal(every.Where(item => item % GroupingFunctions.Tasks == task), byTask[task]));
                break;
            case "custom-many":
                Assert.Equal(every.Where(item => item % 2 == 0), byTask[0]);
                Assert.Equal(byTask[0], byTask[GroupingFunctions.Tasks - 1]);
                Assert.Equal(Items, tagged.Length);
                break;
            default:
                Assert.Fail($"No check for grouping {grouping}.");
                break;
        }
    }
}
