using System.Runtime.InteropServices;

namespace OrleansDrpc.Functions;

/// <summary>Counts the words of one partition; all occurrences of a word go to the same one.</summary>
internal sealed class CountWords : IAggregator<string, CountedWord>
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(ReadOnlySpan<string> items)
    {
        foreach (var word in items)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, word, out _)++;
        }
    }

    public async ValueTask FinishAsync(IEmitter<CountedWord> output, CancellationToken cancellationToken)
    {
        foreach (var (word, count) in _counts)
        {
            await output.EmitAsync(new CountedWord(word, count), cancellationToken);
        }
    }
}
