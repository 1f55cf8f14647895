namespace OrleansDrpc;

/// <summary>How a <see cref="DrpcThriftClient"/> reaches its servers. Immutable; values out of range are refused by the client's constructor.</summary>
public sealed record DrpcThriftClientOptions
{
    /// <summary>Storm's port for clients (<c>drpc.port</c>).</summary>
    public const int DefaultPort = 3772;

    /// <summary>
    /// The servers, as Storm's <c>drpc.servers</c>: <c>host</c> or <c>host:port</c> each, an IPv6 address with a port in brackets as in
    /// <c>[::1]:3772</c>. At least one. Each call goes to one of them, picked at random; all must serve the same functions.
    /// </summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary>The port of the servers that name none. The default value is 3772, as Storm's; 1 to 65535.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>
    /// The longest message in bytes, call or answer, that is sent or taken. The default value is 16 MiB; over zero. A server has a limit of
    /// its own, which is 1 MiB at a Storm server with default settings (<c>drpc.max_buffer_size</c>).
    /// </summary>
    public int MaxFrameBytes { get; init; } = 16 << 20;

    /// <summary>How long a server may take to accept a connection, before the next one is tried. The default value is 5 s; over zero.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a call may take whose <see cref="CallOptions.Timeout"/> is not set. The default value is null: as long as the server takes,
    /// which is ten to fifteen minutes at a Storm server with default settings. Over zero.
    /// </summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>
    /// How many connections to one server there are at the most, and so how many calls at once, because a connection carries one call at a
    /// time. More calls wait for a connection. The default value is 64, as many as a Storm server with default settings runs at once; over zero.
    /// </summary>
    public int MaxConnectionsPerServer { get; init; } = 64;

    /// <summary>How long a connection without a call is kept. The default value is one minute; over zero.</summary>
    public TimeSpan IdleConnectionTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
