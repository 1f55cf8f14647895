namespace OrleansDrpc.Hosting;

/// <summary>
/// How long to wait before the next connection: not at all at first, then longer and longer, and never quite as long as the others, so that
/// workers do not all come back in the same moment.
/// </summary>
internal sealed class ReconnectDelays
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private int _failures;

    /// <param name="lasted">How long the last connection went well. One that ends as soon as it is made is as bad as none.</param>
    public TimeSpan Next(TimeSpan lasted)
    {
        _failures = lasted >= Longest ? 0 : _failures;
        var most = _failures == 0 ? TimeSpan.Zero : Min(First * Math.Pow(2, _failures - 1), Longest);
        _failures = Math.Min(_failures + 1, 16);
        return most * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
