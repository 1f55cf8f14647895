namespace OrleansDrpc.Cluster.Tests;

/// <summary>A function that fails wherever its argument says.</summary>
internal static class FailingFunctions
{
    public static readonly DrpcFunction<string, long> Fail = DrpcFunction.Named("fail")
        .Takes<string>()
        .Stage<string>(
            async (where, output, token) =>
            {
                ThrowAt("before", where);
                for (var i = 0; i < 1000; i++)
                {
                    await output.EmitAsync(where, token);
                    ThrowAt(i == 500 ? "in" : "", where);
                }

                ThrowAt("after", where);
            },
            name: "source")
        .Stage<Constructed, string>(parallelism: 3, name: "constructed")
        .Aggregate<string>(() => new FailingAggregator(), 3, name: "aggregator")
        .Aggregate(() => 0L, (count, _) => count + 1, count => count, name: "count")
        .Returns();

    public static void ThrowAt(string here, string where)
    {
        if (here == where)
        {
            throw new InvalidOperationException($"author's message: {where}");
        }
    }

    public sealed class Constructed : IStage<string, string>
    {
        public async ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken)
        {
            if (item == "swallow")
            {
                try
                {
                    await output.EmitAsync("aggregator-add", cancellationToken);
                }
                catch (DrpcException)
                {
                    // What a careless author does.
                }

                return;
            }

            ThrowAt("second-stage", item);
            await output.EmitAsync(item, cancellationToken);
        }
    }

    private sealed class FailingAggregator : IAggregator<string, string>
    {
        private string _where = "";

        public void Add(ReadOnlySpan<string> items)
        {
            _where = items[0];
            ThrowAt("aggregator-add", _where);
        }

        public ValueTask FinishAsync(IEmitter<string> output, CancellationToken cancellationToken)
        {
            ThrowAt("aggregator-finish", _where);
            return output.EmitAsync(_where, cancellationToken);
        }
    }
}
