namespace OrleansDrpc.ClientApi;

/// <summary>What is measured.</summary>
/// <param name="Call">The call that every caller makes.</param>
/// <param name="Callers">How many make it at once.</param>
/// <param name="Duration">For how long calls begin.</param>
internal sealed record BenchSettings(NamedCall Call, int Callers, TimeSpan Duration)
{
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(1);

    /// <summary>How long callers call before anything is measured: a fifth of the duration, at most a second.</summary>
    public TimeSpan WarmUp => Duration / 5 < LongestWarmUp ? Duration / 5 : LongestWarmUp;
}
