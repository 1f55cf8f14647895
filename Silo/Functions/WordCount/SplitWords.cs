namespace OrleansDrpc.Functions;

/// <summary>From a text to its words: what stands between white space of any kind.</summary>
internal sealed class SplitWords : IStage<string, string>
{
    public ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) =>
        output.EmitAsync(item.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).AsSpan(), cancellationToken);
}
