using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Batches;

public sealed class TaskBuffersTests
{
    [Fact]
    public void Add_NumbersToManyTasks_LosesNoneAndKeepsTheOrder() =>
        Law.Holds(
            from runs in (from task in Gen.Choose(0, 3) from length in Gen.Choose(0, 60) select (task, length)).ArrayOf()
            from maxItems in Gen.Choose(1, 50)
            select (runs, maxItems),
            test =>
            {
                var buffers = new TaskBuffers<int>(4, test.maxItems, maxBytes: 100);
                var expected = Fill(buffers, test.runs, item => item);
                Assert.All(buffers.Full, sent => Assert.InRange(sent.Batch.Count, 1, Math.Min(test.maxItems, 100 / sizeof(int))));
                AssertSame(expected, buffers);
            });

    [Fact]
    public void Add_StringsToManyTasks_LosesNoneAndKeepsTheOrder() =>
        Law.Holds(
            from runs in (from task in Gen.Choose(0, 3) from length in Gen.Choose(0, 20) select (task, length)).ArrayOf()
            from maxItems in Gen.Choose(1, 50)
            select (runs, maxItems),
            test =>
            {
                var buffers = new TaskBuffers<string>(4, test.maxItems, maxBytes: 200);
                var expected = Fill(buffers, test.runs, item => $"{new string('名', item % 30)}{item}");
                Assert.All(buffers.Full, sent => Assert.InRange(sent.Batch.Count, 1, test.maxItems));
                Assert.All(buffers.Full, sent => Assert.InRange(sent.Batch.ToBytes().Length, 0, 200));
                AssertSame(expected, buffers);
            });

    [Fact]
    public void Add_ItemOverTheByteBound_TravelsAlone()
    {
        var buffers = new TaskBuffers<string>(1, maxItems: 100, maxBytes: 100);
        foreach (var item in (string[])["a", "b", new string('x', 500), "c"])
        {
            buffers.Add(0, item);
        }

        buffers.CompleteAll();

        Assert.Equal([["a", "b"], [new string('x', 500)], ["c"]], buffers.Full.Select(sent => sent.Batch.Items<string>().ToArray()));
    }

    [Fact]
    public void Add_UnmanagedItemOverTheByteBound_TravelsAlone()
    {
        var buffers = new TaskBuffers<(long, long, long)>(1, maxItems: 100, maxBytes: 16);
        buffers.Add(0, [(1, 1, 1), (2, 2, 2)]);

        Assert.Equal([1, 1], buffers.Full.Select(sent => sent.Batch.Count));
    }

    [Fact]
    public void Add_AfterABatchWasHandedOver_LeavesItsArrayAlone()
    {
        var buffers = new TaskBuffers<int>(1, maxItems: 8, maxBytes: 1000);
        buffers.Add(0, Enumerable.Range(0, 20).ToArray());
        buffers.Add(0, 20);
        var handedOver = buffers.Full.ToArray();
        var copies = handedOver.Select(sent => sent.Batch.Items<int>().ToArray()).ToArray();
        buffers.Full.Clear();

        buffers.Add(0, Enumerable.Range(100, 50).ToArray());
        buffers.CompleteAll();

        Assert.Equal(copies, handedOver.Select(sent => sent.Batch.Items<int>().ToArray()));
    }

    [Fact]
    public void CompleteAll_NothingAdded_MakesNoBatch()
    {
        var buffers = new TaskBuffers<int>(3, 10, 100);

        buffers.CompleteAll();

        Assert.Empty(buffers.Full);
    }

    // Every other run goes in item by item.
    private static List<T>[] Fill<T>(TaskBuffers<T> buffers, (int Task, int Length)[] runs, Func<int, T> make)
    {
        var expected = Enumerable.Range(0, 4).Select(_ => new List<T>()).ToArray();
        var next = 0;
        foreach (var (task, length) in runs)
        {
            var items = Enumerable.Range(next, length).Select(make).ToArray();
            expected[task].AddRange(items);
            next += length;
            if (length % 2 == 0)
            {
                buffers.Add(task, items);
            }
            else
            {
                Array.ForEach(items, item => buffers.Add(task, item));
            }
        }

        buffers.CompleteAll();
        return expected;
    }

    private static void AssertSame<T>(List<T>[] expected, TaskBuffers<T> buffers)
    {
        for (var task = 0; task < expected.Length; task++)
        {
            Assert.Equal(expected[task], buffers.Full.Where(sent => sent.Task == task).SelectMany(sent => sent.Batch.Items<T>().ToArray()));
        }
    }
}
