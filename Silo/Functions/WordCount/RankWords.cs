namespace OrleansDrpc.Functions;

/// <summary>Puts the words of all partitions in order: by count, the highest first, then ordinally.</summary>
internal sealed class RankWords : IAggregator<CountedWord, IReadOnlyList<CountedWord>>
{
    private readonly List<CountedWord> _words = [];

    public void Add(ReadOnlySpan<CountedWord> items) => _words.AddRange(items);

    public ValueTask FinishAsync(IEmitter<IReadOnlyList<CountedWord>> output, CancellationToken cancellationToken)
    {
        _words.Sort(static (x, y) => y.Count != x.Count ? y.Count.CompareTo(x.Count) : string.CompareOrdinal(x.Word, y.Word));
        return output.EmitAsync(_words, cancellationToken);
    }
}
