namespace OrleansDrpc.Thrift;

/// <summary>Refuses values of <see cref="DrpcThriftClientOptions"/> that are out of range.</summary>
internal static class ClientOptionsCheck
{
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static void Check(DrpcThriftClientOptions options)
    {
        if (options.Servers.Count == 0)
        {
            throw new ArgumentException($"{nameof(options.Servers)} is empty; name at least one server.", nameof(options));
        }

        Positive(options.MaxFrameBytes, nameof(options.MaxFrameBytes));
        Positive(options.MaxConnectionsPerServer, nameof(options.MaxConnectionsPerServer));
        Time(options.ConnectTimeout, nameof(options.ConnectTimeout));
        Time(options.IdleConnectionTimeout, nameof(options.IdleConnectionTimeout));
        if (options.CallTimeout is { } timeout)
        {
            Time(timeout, nameof(options.CallTimeout));
        }
    }

    private static void Positive(int value, string name)
    {
        if (value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be over zero.");
        }
    }

    // Timers run for 49 days at the most.
    private static void Time(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(49))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be over zero, and 49 days at the most.");
        }
    }
}
