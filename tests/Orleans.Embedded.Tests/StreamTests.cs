using Orleans;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class StreamTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(2, _time);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Stream_ReadToItsEnd_GivesAllItemsInOrder()
    {
        var items = await ReadAsync(_cluster.Client.GetGrain<IStreamGrain>("all").CountAsync(1000, yieldEvery: 7)).Within("all items");

        Assert.Equal(Enumerable.Range(0, 1000), items);
        Assert.Empty(await ReadAsync(_cluster.Client.GetGrain<IStreamGrain>("all").CountAsync(0, yieldEvery: 1)));
    }

    [Fact]
    public async Task Stream_ReadByAGrain_GivesAllItems() =>
        Assert.Equal(4950, await _cluster.Client.GetGrain<IStreamGrain>("reader").SumAsync("source", 100).Within("the sum"));

    [Fact]
    public async Task Stream_NotReadOn_IsNotProducedFurtherThanOneBatch()
    {
        await using var items = _cluster.Client.GetGrain<IStreamGrain>("pressure").CountAsync(10_000, yieldEvery: 0).GetAsyncEnumerator();
        await items.MoveNextAsync().AsTask().Within("the first item");

        Assert.Equal(100, await _cluster.Client.GetGrain<IStreamGrain>("pressure").ProducedAsync());
    }

    [Fact]
    public async Task Stream_ItemsThatAreThere_AreNotHeldBackForLaterOnes()
    {
        await using var items = _cluster.Client.GetGrain<IStreamGrain>("early").HoldAfterAsync(3, default).GetAsyncEnumerator();

        for (var item = 0; item < 3; item++)
        {
            Assert.True(await items.MoveNextAsync().AsTask().Within($"item {item}"));
        }

        var next = items.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        Signals.Set("early:go");
        Assert.False(await next.Within("the end"));
    }

    [Fact]
    public async Task Stream_ThatFails_GivesTheItemsBeforeAndThenTheException()
    {
        var items = new List<int>();
        var reading = Task.Run(async () =>
        {
            await foreach (var item in _cluster.Client.GetGrain<IStreamGrain>("fails").FailAfterAsync(5))
            {
                items.Add(item);
            }
        });

        var failure = await reading.Fails<InvalidDataException>("the failure");
        Assert.Equal("no more", failure.Message);
        Assert.Equal([0, 1, 2, 3, 4], items);
    }

    [Fact]
    public async Task Stream_LeftEarly_DisposesTheIteratorOfTheGrain()
    {
        await foreach (var item in _cluster.Client.GetGrain<IStreamGrain>("left").CountAsync(10_000, yieldEvery: 1))
        {
            if (item == 5)
            {
                break;
            }
        }

        await Signals.Of("left:disposed").Within("the iterator to be disposed");
    }

    [Theory]
    [InlineData("argument")]
    [InlineData("enumerator")]
    public async Task Stream_Canceled_EndsTheWaitAndReachesTheIterator(string how)
    {
        using var canceled = new CancellationTokenSource();
        var grain = _cluster.Client.GetGrain<IStreamGrain>($"cancel-{how}");
        var stream = how == "argument" ? grain.HoldAfterAsync(1, canceled.Token) : grain.HoldAfterAsync(1, default);
        var enumerator = stream.GetAsyncEnumerator(how == "argument" ? default : canceled.Token);
        await enumerator.MoveNextAsync().AsTask().Within("the first item");
        var next = enumerator.MoveNextAsync().AsTask();

        await canceled.CancelAsync();

        await next.Fails<OperationCanceledException>("the wait to end");
        await Signals.Of($"cancel-{how}:canceled").Within("the iterator to see the token");
        await enumerator.DisposeAsync().AsTask().Within("the disposal");
    }

    [Fact]
    public async Task Stream_WithoutItemsForLongerThanTheResponseTimeout_GoesOn()
    {
        await using var items = _cluster.Client.GetGrain<IStreamGrain>("long").HoldAfterAsync(1, default).GetAsyncEnumerator();
        await items.MoveNextAsync().AsTask().Within("the first item");
        var next = items.MoveNextAsync().AsTask();
        await _cluster.Client.GetGrain<IStreamGrain>("long").ProducedAsync();

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(next.IsCompleted);
        Signals.Set("long:go");

        Assert.False(await next.Within("the end"));
    }

    [Fact]
    public async Task Stream_WhoseActivationHasEnded_IsAborted()
    {
        var grain = _cluster.Client.GetGrain<IStreamGrain>("aborted");
        var enumerator = grain.CountAsync(10_000, yieldEvery: 1).GetAsyncEnumerator();
        await enumerator.MoveNextAsync().AsTask().Within("the first item");
        await _cluster.DeactivateAsync(grain).Within("the deactivation");

        await ReadOnAsync(enumerator).Fails<EnumerationAbortedException>("the abortion");
        await enumerator.DisposeAsync().AsTask().Within("the disposal");
    }

    [Fact]
    public async Task Stream_WhoseSiloDies_FailsWithSiloUnavailable()
    {
        var grain = _cluster.Client.GetGrain<IStreamGrain>("killed");
        var enumerator = grain.HoldAfterAsync(1, default).GetAsyncEnumerator();
        await enumerator.MoveNextAsync().AsTask().Within("the first item");
        var next = enumerator.MoveNextAsync().AsTask();
        _cluster.TryGetGrainContext(grain.GetGrainId(), out var context);

        await _cluster.KillSiloAsync(_cluster.Silos.Single(silo => silo.SiloAddress.Equals(context!.Address.SiloAddress)));

        await next.Fails<SiloUnavailableException>("the failure");
        await enumerator.DisposeAsync().AsTask().Within("the disposal");
    }

    [Fact]
    public void Stream_OfAStatelessWorker_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => _cluster.Client.GetGrain<IStreamWorkerGrain>("x").ItemsAsync());

    private static async Task<List<int>> ReadAsync(IAsyncEnumerable<int> stream)
    {
        var items = new List<int>();
        await foreach (var item in stream)
        {
            items.Add(item);
        }

        return items;
    }

    private static async Task ReadOnAsync(IAsyncEnumerator<int> enumerator)
    {
        while (await enumerator.MoveNextAsync())
        {
        }
    }
}
