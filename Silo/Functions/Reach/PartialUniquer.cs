namespace OrleansDrpc.Functions;

/// <summary>Counts the different people of one partition; every person goes to one partition only.</summary>
internal sealed class PartialUniquer : IAggregator<string, long>
{
    private readonly HashSet<string> _people = new(StringComparer.Ordinal);

    public void Add(ReadOnlySpan<string> items)
    {
        foreach (var person in items)
        {
            _people.Add(person);
        }
    }

    public ValueTask FinishAsync(IEmitter<long> output, CancellationToken cancellationToken) =>
        output.EmitAsync(_people.Count, cancellationToken);
}
