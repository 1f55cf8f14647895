using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Waits between the tries of a delivery: twice as long each time up to a limit, and by chance a quarter more or less. Thread-safe.</summary>
internal sealed class CallbackBackoff(IOptions<RequestsOptions> options)
{
    private const double Jitter = 0.25;

    private readonly TimeSpan _first = options.Value.CallbackDelay;

    /// <summary>The longest wait, about.</summary>
    public TimeSpan Longest { get; } = options.Value.CallbackMaxDelay;

    /// <summary>How long to wait after a try.</summary>
    /// <param name="tries">How many there were.</param>
    public TimeSpan After(int tries)
    {
        var ticks = Math.Min(_first.Ticks * Math.Pow(2, tries - 1), Longest.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()))));
    }
}
