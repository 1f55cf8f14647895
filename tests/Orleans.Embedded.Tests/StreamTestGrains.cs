using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Concurrency;

namespace OrleansDrpc.Embedded.Tests;

public interface IStreamGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> CountAsync(int count, int yieldEvery);

    IAsyncEnumerable<int> HoldAfterAsync(int count, CancellationToken cancellationToken);

    IAsyncEnumerable<int> FailAfterAsync(int count);

    Task<int> SumAsync(string source, int count);

    Task<int> ProducedAsync();
}

public interface IStreamWorkerGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> ItemsAsync();
}

public sealed class StreamGrain : Grain, IStreamGrain
{
    private int _produced;

    private string Key => this.GetPrimaryKeyString();

    public async IAsyncEnumerable<int> CountAsync(int count, int yieldEvery)
    {
        var scheduler = TaskScheduler.Current;
        try
        {
            for (var item = 0; item < count; item++)
            {
                if (yieldEvery > 0 && item % yieldEvery == 0)
                {
                    await Task.Yield();
                }

                Assert.Same(scheduler, TaskScheduler.Current);
                _produced++;
                yield return item;
            }
        }
        finally
        {
            Signals.Set($"{Key}:disposed");
        }
    }

    public async IAsyncEnumerable<int> HoldAfterAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var item = 0; item < count; item++)
        {
            yield return item;
        }

        try
        {
            await Signals.Of($"{Key}:go").WaitAsync(cancellationToken);
        }
        finally
        {
            Signals.Set(cancellationToken.IsCancellationRequested ? $"{Key}:canceled" : $"{Key}:ended");
        }
    }

    public async IAsyncEnumerable<int> FailAfterAsync(int count)
    {
        for (var item = 0; item < count; item++)
        {
            yield return item;
        }

        await Task.Yield();
        throw new InvalidDataException("no more");
    }

    public async Task<int> SumAsync(string source, int count)
    {
        var sum = 0;
        await foreach (var item in GrainFactory.GetGrain<IStreamGrain>(source).CountAsync(count, yieldEvery: 3))
        {
            sum += item;
        }

        return sum;
    }

    public Task<int> ProducedAsync() => Task.FromResult(_produced);
}

[StatelessWorker]
public sealed class StreamWorkerGrain : Grain, IStreamWorkerGrain
{
    public async IAsyncEnumerable<int> ItemsAsync()
    {
        await Task.Yield();
        yield return 1;
    }
}
