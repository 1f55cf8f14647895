namespace OrleansDrpc.Tests.Groupings;

public sealed class KeylessGroupingTests
{
    private static readonly int[] Items = [.. Enumerable.Range(0, 10_007)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shuffle_AnySeed_IsEvenToWithinOne(bool singly)
    {
        for (var seed = 0ul; seed < 20; seed++)
        {
            var tasks = Grouped.By<int>(Grouping.Shuffle, 6, Items, seed, singly: singly);
            Assert.InRange(tasks.Max(task => task.Length) - tasks.Min(task => task.Length), 0, 1);
            Assert.Equal(Items, tasks.SelectMany(task => task).Order());
        }
    }

    [Fact]
    public void Shuffle_ManySendersOfOneItemEach_ReachesAllTasksAlike()
    {
        var counts = new int[8];
        for (var seed = 0ul; seed < 8_000; seed++)
        {
            counts[Array.FindIndex(Grouped.By<int>(Grouping.Shuffle, 8, [1], seed), task => task.Length == 1)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    public void None_ManyItems_IsRoughlyUniformAndRepeatable()
    {
        var tasks = Grouped.By<int>(Grouping.None, 6, Items, seed: 5);

        Assert.All(tasks, task => Assert.InRange(task.Length, 1_450, 1_900));
        Assert.Equal(Items, tasks.SelectMany(task => task).Order());
        Assert.Equal(tasks, Grouped.By<int>(Grouping.None, 6, Items, seed: 5, singly: true));
        Assert.NotEqual(tasks, Grouped.By<int>(Grouping.None, 6, Items, seed: 6));
    }

    [Fact]
    public void Global_ManyItems_IsTheFirstTaskOnly()
    {
        var tasks = Grouped.By<int>(Grouping.Global, 4, Items);

        Assert.Equal(Items, tasks[0]);
        Assert.All(tasks[1..], Assert.Empty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_ManyItems_IsACopyToEveryTask(bool singly) =>
        Assert.All(Grouped.By<int>(Grouping.All, 4, Items, singly: singly), task => Assert.Equal(Items, task));

    [Fact]
    public void LocalOrShuffle_TasksOnTheSilo_StaysThere()
    {
        var tasks = Grouped.By<int>(Grouping.LocalOrShuffle, 6, Items, local: [1, 4]);

        Assert.InRange(Math.Abs(tasks[1].Length - tasks[4].Length), 0, 1);
        Assert.Equal(Items, tasks[1].Concat(tasks[4]).Order());
    }

    [Fact]
    public void LocalOrShuffle_NoTaskOnTheSilo_IsShuffle() =>
        Assert.Equal(Grouped.By<int>(Grouping.Shuffle, 6, Items), Grouped.By<int>(Grouping.LocalOrShuffle, 6, Items));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Direct_EmitWithoutTask_IsRefusedByName(int tasks)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Grouped.By<int>(Grouping.Direct, tasks, [1]));

        Assert.Contains("'next'", error.Message, StringComparison.Ordinal);
        Assert.Contains("EmitToAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyGrouping_OneTask_GetsEverything() =>
        Assert.All(
            (Grouping[])[Grouping.None, Grouping.Shuffle, Grouping.LocalOrShuffle, Grouping.Global, Grouping.All],
            grouping => Assert.Equal(Items, Grouped.By<int>(grouping, 1, Items, local: [0])[0]));
}
