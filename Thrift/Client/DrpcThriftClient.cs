using System.Text.Json;
using OrleansDrpc.Thrift;

namespace OrleansDrpc;

/// <summary>
/// Calls functions of a Storm DRPC server, or of a front door, by Storm's own protocol: <c>DistributedRPC.execute</c> in Thrift's framed
/// binary protocol. Thread-safe; any number of calls at once, one on a connection at a time, over connections that are kept and shared.
/// </summary>
/// <remarks>
/// <para>A server that cannot be reached is passed over for the next one, and avoided for a few seconds. A call is sent once: where the
/// connection breaks after that, nobody knows whether the function ran, so the caller has to decide about a new try.</para>
/// <para>A call that times out or is cancelled drops its connection; a front door then stops the work, a Storm server does not notice.</para>
/// <para>The protocol has no room for <see cref="CallOptions.RequestId"/> and <see cref="CallOptions.MaxAttempts"/>: they are ignored. The
/// priority, and the mark of an answer in part, are known to front doors alone: a Storm server skips the one and never sends the other.</para>
/// <para>A <see cref="DrpcException"/> has one of these codes: <see cref="DrpcFailureCode.FunctionFailed"/> (the server or the function
/// failed, or the answer is over the limit), <see cref="DrpcFailureCode.TimedOut"/> (here or at the server),
/// <see cref="DrpcFailureCode.ShuttingDown"/>, <see cref="DrpcFailureCode.NotAuthorized"/>, <see cref="DrpcFailureCode.BadArgument"/> (over
/// the limit, or refused as malformed), <see cref="DrpcFailureCode.SiloLost"/> (no server can be reached, or the connection broke; the
/// message says whether the function may have run), and <see cref="DrpcFailureCode.Cancelled"/> (the client was disposed of).</para>
/// </remarks>
public sealed class DrpcThriftClient : IDrpcClient, IAsyncDisposable
{
    private readonly DrpcThriftClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ThriftServers _servers;
    private readonly CancellationTokenSource _disposing = new();

    /// <summary>A client of one server, with default settings. Connects when the first call is made.</summary>
    /// <param name="host">A host name or an IP address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <exception cref="ArgumentException">The host is null, or the port out of range.</exception>
    public DrpcThriftClient(string host, int port = DrpcThriftClientOptions.DefaultPort)
        : this(new DrpcThriftClientOptions { Servers = [host], Port = port }, [new ServerAddress(host, port)], TimeProvider.System)
    {
    }

    /// <summary>A client of one or more servers. Connects when calls are made.</summary>
    /// <param name="options">The servers and the limits.</param>
    /// <param name="timeProvider">The clock for timeouts; null (the default): the system's.</param>
    /// <exception cref="ArgumentException">A value is missing or out of range.</exception>
    public DrpcThriftClient(DrpcThriftClientOptions options, TimeProvider? timeProvider = null)
        : this(options, ServerAddress.ParseAll(options), timeProvider ?? TimeProvider.System)
    {
    }

    private DrpcThriftClient(DrpcThriftClientOptions options, IEnumerable<ServerAddress> servers, TimeProvider time)
    {
        ClientOptionsCheck.Check(options);
        _options = options;
        _time = time;
        _servers = new ThriftServers([.. servers.Select(server => new ThriftServer(server, options, time))]);
    }

    /// <summary>Calls a function by its definition. Argument and answer go as <see cref="DrpcText"/>: a string is itself, any other type is JSON.</summary>
    /// <exception cref="DrpcException">There is no answer.</exception>
    /// <exception cref="JsonException">The answer is no JSON of <typeparamref name="TResult"/>.</exception>
    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        (await ExecutePartialAsync(function, argument, options, cancellationToken)).Value;

    /// <inheritdoc/>
    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        (await ExecutePartialAsync(function, argument, options, cancellationToken)).Value;

    /// <inheritdoc cref="ExecuteAsync{TArgument, TResult}"/>
    public async Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var answer = await ExecutePartialAsync(function.Name, DrpcText.From(argument), options, cancellationToken);
        return new PartialAnswer<TResult>(DrpcText.To<TResult>(answer.Value), answer.Coverage);
    }

    /// <inheritdoc/>
    public async Task<PartialAnswer<string>> ExecutePartialAsync(
        string function, string argument, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        var call = new OutgoingCall(function, argument, options?.Priority == RequestPriority.Batch);
        call.CheckSize(_options.MaxFrameBytes);
        using var limits = new CallLimits(options?.Timeout ?? _options.CallTimeout, _time, _disposing.Token, cancellationToken);
        try
        {
            return CallOutcome.AnswerOf(await _servers.ExecuteAsync(call, limits.Token));
        }
        catch (OperationCanceledException e) when (limits.Token.IsCancellationRequested)
        {
            throw limits.Reason(call, e);
        }
    }

    /// <summary>Closes all connections. Calls without an answer fail (<see cref="DrpcFailureCode.Cancelled"/>), new ones are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        _servers.Dispose();
    }
}
