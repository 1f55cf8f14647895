using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Groupings;

public sealed class KeyedGroupingTests
{
    [Fact]
    public void Fields_SameKey_IsTheSameTaskWhoeverSends() =>
        Law.Holds(from items in Law.Text.ArrayOf() from tasks in Gen.Choose(1, 9) from seed in Gen.Choose(1, 99) select (items, tasks, seed), test =>
        {
            var grouping = Grouping.Fields((string item) => item);
            var one = Grouped.By(grouping, test.tasks, test.items, 0);
            var other = Grouped.By(grouping, test.tasks, test.items, (ulong)test.seed, [0], singly: true);

            Assert.Equal(one, other);
            Assert.Equal(test.items.Distinct().Count(), one.Sum(task => task.Distinct().Count()));
            Assert.Equal(test.items.Order(StringComparer.Ordinal), one.SelectMany(task => task).Order(StringComparer.Ordinal));
        });

    [Fact]
    public void Fields_ManyKeys_IsRoughlyEven() =>
        Assert.All(
            Grouped.By(Grouping.Fields((int item) => item), 6, Enumerable.Range(0, 12_000).ToArray()),
            task => Assert.InRange(task.Length, 1_800, 2_200));

    [Fact]
    public void Fields_Tuple_GroupsByAllItsParts()
    {
        var tasks = Grouped.By(Grouping.Fields((int item) => (item % 3, item % 5)), 4, Enumerable.Range(0, 1_500).ToArray());

        Assert.Equal(15, tasks.Sum(task => task.Select(item => item % 15).Distinct().Count()));
    }

    [Fact]
    public void PartialKey_AnyKey_HasTwoTasksAtTheMost()
    {
        var items = Enumerable.Range(0, 5_000).Select(item => item % 50).ToArray();

        var tasks = Enumerable.Range(0, 5).SelectMany(seed => Grouped.By(Grouping.PartialKey((int item) => item), 8, items, (ulong)seed)
            .SelectMany((task, index) => task.Select(item => (item, index))));

        Assert.All(tasks.Distinct().CountBy(pair => pair.item), pair => Assert.InRange(pair.Value, 1, 2));
    }

    [Fact]
    public void PartialKey_HotKey_IsSharedByTwoTasksWhicheverKeyItIs()
    {
        for (var key = 0; key < 200; key++)
        {
            var tasks = Grouped.By(Grouping.PartialKey((int item) => item), 4, Enumerable.Repeat(key, 1_000).ToArray());
            Assert.Equal([500, 500], tasks.Select(task => task.Length).Where(length => length > 0));
        }
    }

    [Fact]
    public void PartialKey_SkewedKeys_IsMoreEvenThanFields()
    {
        var items = Enumerable.Range(0, 20_000).Select(item => item % 10 < 5 ? 0 : item).ToArray();

        var partial = Grouped.By(Grouping.PartialKey((int item) => item), 4, items).Max(task => task.Length);
        var fields = Grouped.By(Grouping.Fields((int item) => item), 4, items).Max(task => task.Length);

        // Half of the hot key, and half of the sixth of the other keys that have no candidate but its two tasks.
        Assert.InRange(partial, 5_700, 5_970);
        Assert.True(fields > 10_000);
    }

    [Fact]
    public void PartialKey_OneTask_GetsEverything() =>
        Assert.Equal([1, 2, 3], Grouped.By(Grouping.PartialKey((int item) => item), 1, [1, 2, 3])[0]);

    [Fact]
    public void Custom_TaskChosen_GetsTheItem() =>
        Assert.Equal([[4, 2], [3]], Grouped.By(Grouping.Custom((int item, int count) => item % count), 2, [4, 3, 2]));

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MinValue)]
    public void Custom_TaskOutOfRange_IsRefusedByName(int chosen)
    {
        var one = Assert.Throws<InvalidOperationException>(() => Grouped.By(Grouping.Custom((int item, int count) => item), 2, [chosen]));
        var many = Assert.Throws<InvalidOperationException>(() => Grouped.By(Grouping.CustomMany((int item, int count) => [0, item]), 2, [chosen]));

        Assert.Equal(one.Message, many.Message);
        Assert.Contains($"'next' chose task {chosen}; its tasks are 0 to 1", one.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CustomMany_TasksChosen_AllGetTheItem() =>
        Assert.Equal([[3, 1], [3], [3, 2]], Grouped.By(
            Grouping.CustomMany((int item, int count) => item == 0 ? [] : item == 3 ? Enumerable.Range(0, count) : [(item - 1) * 2]),
            3,
            [0, 3, 1, 2]));
}
