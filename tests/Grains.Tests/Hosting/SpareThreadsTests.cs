namespace OrleansDrpc.Grains.Tests;

[CollectionDefinition(nameof(SpareThreadsTests), DisableParallelization = true)]
[Collection(nameof(SpareThreadsTests))]
public sealed class SpareThreadsTests : IDisposable
{
    private readonly int _before = Least();

    public void Dispose() => SetLeast(_before);

    [Fact]
    public void Reserve_Ended_GivesTheThreadsBack()
    {
        using (SpareThreads.Reserve(slots: 400, always: true))
        {
            using (SpareThreads.Reserve(slots: 500, always: true))
            {
                Assert.Equal(1004, Least());
            }

            Assert.Equal(804, Least());
        }

        Assert.Equal(_before, Least());
    }

    [Fact]
    public void Reserve_ProcessSetsItsOwnMeanwhile_KeepsThem()
    {
        using (SpareThreads.Reserve(slots: 400, always: true))
        {
            SetLeast(2000);
            SpareThreads.Add(1);
            Assert.Equal(2001, Least());
            SpareThreads.Add(-1);
        }

        Assert.Equal(2000, Least());
    }

    [Fact]
    public void Add_LostThreads_AreMadeUpForUntilTheyReturn()
    {
        SpareThreads.Add(3);
        Assert.Equal(_before + 3, Least());

        SpareThreads.Add(-3);
        Assert.Equal(_before, Least());
    }

    private static int Least()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        return threads;
    }

    private static void SetLeast(int threads)
    {
        ThreadPool.GetMinThreads(out _, out var ports);
        Assert.True(ThreadPool.SetMinThreads(threads, ports));
    }
}
