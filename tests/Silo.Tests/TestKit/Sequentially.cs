using System.Runtime.InteropServices;

namespace OrleansDrpc.Functions.Tests;

/// <summary>Runs stages one after the other, on one thread, in one task each.</summary>
internal static class Sequentially
{
    public static async Task<List<TOut>> Run<TIn, TOut>(IStage<TIn, TOut> stage, params IEnumerable<TIn> items)
    {
        var output = new Collected<TOut>();
        foreach (var item in items)
        {
            await stage.ExecuteAsync(item, output, TestContext.Current.CancellationToken);
        }

        return output.Items;
    }

    public static async Task<List<TOut>> Finish<TIn, TOut>(IAggregator<TIn, TOut> aggregator, List<TIn> items)
    {
        var output = new Collected<TOut>();
        aggregator.Add(CollectionsMarshal.AsSpan(items));
        await aggregator.FinishAsync(output, TestContext.Current.CancellationToken);
        return output.Items;
    }
}
