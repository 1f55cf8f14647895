namespace OrleansDrpc;

internal static class EmitterExtensions
{
    private const int RunLength = 1024;

    /// <summary>Emits any number of items, a run at a time: an emit for each single item would cost more than the item.</summary>
    public static async ValueTask EmitManyAsync<T>(this IEmitter<T> output, IEnumerable<T> items, CancellationToken cancellationToken)
    {
        foreach (var run in items.Chunk(RunLength))
        {
            await output.EmitAsync(run.AsSpan(), cancellationToken);
        }
    }
}
