using System.Net;
using Microsoft.Extensions.Logging;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>
/// A connection to a server's port for workers, and the calls that a worker makes there. Calls are written first and sent by
/// <see cref="FlushAsync"/>; replies are read in the order of the calls. One writer and one reader at a time.
/// </summary>
internal sealed partial class InvocationsConnection : IAsyncDisposable
{
    /// <summary>What to do where it is the wrong port.</summary>
    public const string PortForWorkers = "Name a DRPC server's port for workers, by default 3773.";

    // A frame takes memory only as its bytes arrive; what is longer than this is no frame, but some other protocol.
    private const int MaxFrameBytes = 256 << 20;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PullWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReplyLimit = PullWait + TimeSpan.FromSeconds(20);

    private readonly ThriftConnection _thrift;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenRegistration _abort;
    private volatile bool _takesReasons = true;

    private InvocationsConnection(ThriftConnection thrift, TimeProvider time, ILogger logger, CancellationToken abort)
    {
        _thrift = thrift;
        _logger = logger;
        _ended = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _abort = abort.UnsafeRegister(static ended => ((CancellationTokenSource)ended!).Cancel(), _ended);
    }

    /// <summary>Fires when the connection is of no more use.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <param name="server">Where to.</param>
    /// <param name="time">For limits.</param>
    /// <param name="logger">For what a server does not take.</param>
    /// <param name="giveUp">Ends the attempt.</param>
    /// <param name="abort">Ends the connection.</param>
    public static async Task<InvocationsConnection> ConnectAsync(
        DnsEndPoint server, TimeProvider time, ILogger logger, CancellationToken giveUp, CancellationToken abort)
    {
        using var limit = new CancellationTokenSource(ConnectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, giveUp, abort);
        try
        {
            var thrift = await ThriftConnection.ConnectAsync(server, MaxFrameBytes, either.Token);
            return new InvocationsConnection(thrift, time, logger, abort);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"There was no connection within {ConnectLimit.TotalSeconds} s.", e);
        }
    }

    /// <summary>Whether the server knows pullRequests. Nothing else may be under way.</summary>
    /// <param name="functions">What it will be asked for.</param>
    /// <param name="about">What it is told of them.</param>
    /// <exception cref="InvalidOperationException">What listens there does not speak Thrift.</exception>
    public Task<bool> KnowsPullAsync(IReadOnlyList<string> functions, string about)
    {
        WritePull(functions, 0, waits: false, about);
        return IsKnownAsync(() => ReadPullAsync(0));
    }

    /// <summary>Whether the server knows fetchRequest, which it is asked for no function's. Nothing else may be under way.</summary>
    /// <exception cref="InvalidOperationException">What listens there does not speak Thrift.</exception>
    public Task<bool> KnowsFetchAsync()
    {
        WriteFetch("");
        return IsKnownAsync(ReadFetchAsync);
    }

    /// <summary>Asks for requests, and which of those that were pulled have ended. Ends the pull that waits.</summary>
    /// <param name="functions">Of which functions.</param>
    /// <param name="max">How many at the most; 0: none.</param>
    /// <param name="waits">Whether the server is to wait until there is something to say.</param>
    /// <param name="about">What the server is told of the functions; null: it knows.</param>
    /// <param name="maxOfOne">How many of one function there may be here; null: any number.</param>
    /// <param name="progress">How far what was pulled is; null: nothing is new.</param>
    public void WritePull(IReadOnlyList<string> functions, int max, bool waits, string? about = null, int? maxOfOne = null, string? progress = null)
    {
        var wait = waits ? PullWait : TimeSpan.Zero;
        new PullRequestsCall(functions, max, (int)wait.TotalMilliseconds, TellsEnded: true, about, maxOfOne, progress)
            .Write(_thrift.Output, _thrift.NextSequenceId());
    }

    public async ValueTask<PullRequestsReply> ReadPullAsync(int max)
    {
        var reply = await ReadAsync(PullRequestsReply.Read);
        var requests = reply.Requests ?? throw NotPulled(reply.NotAuthorized);
        return requests.Count <= max
            ? reply
            : throw new ThriftProtocolException($"The server sent {requests.Count} requests, but was asked for {max} at the most.");
    }

    public void WriteFetch(string function) => FetchRequestCall.Write(_thrift.Output, _thrift.NextSequenceId(), function);

    public ValueTask<FetchRequestReply> ReadFetchAsync() => ReadAsync(FetchRequestReply.Read);

    public SentOutcome Write(Outcome outcome)
    {
        var withReason = outcome.Failure is not null && _takesReasons;
        if (withReason)
        {
            FailRequestV2Call.Write(_thrift.Output, _thrift.NextSequenceId(), outcome.Id, outcome.Failure!, outcome.Details);
        }
        else if (outcome.Answer is { } answer)
        {
            ResultCall.Write(_thrift.Output, _thrift.NextSequenceId(), outcome.Id, answer, outcome.Coverage);
        }
        else
        {
            FailRequestCall.Write(_thrift.Output, _thrift.NextSequenceId(), outcome.Id);
        }

        return new SentOutcome(outcome, withReason);
    }

    /// <returns>What must be sent in its place, because the server did not take it; null: it is settled.</returns>
    public async ValueTask<Outcome?> ReadReplyAsync(SentOutcome sent)
    {
        try
        {
            var reply = await ReadAsync(FinishReply.Read);
            if (reply.NotAuthorized is { } refusal)
            {
                LogNotTaken(sent.Outcome.Id, refusal);
            }

            return null;
        }
        catch (ThriftApplicationException e) when (sent.WithReason && e.Error.Type == ApplicationErrorType.UnknownMethod)
        {
            _takesReasons = false;
            return sent.Outcome;
        }
        catch (ThriftApplicationException e)
        {
            LogNotTaken(sent.Outcome.Id, e.Message);
            return sent.Outcome.Answer is null
                ? null
                : new Outcome(sent.Outcome.Id, null, new StormFailure($"The server did not take the answer: {e.Message}", StormFailureType.FailedRequest));
        }
    }

    public async ValueTask FlushAsync()
    {
        _ended.CancelAfter(ReplyLimit);
        await _thrift.FlushAsync(Ended);
    }

    /// <summary>Completes when the server has sent something or has closed the connection.</summary>
    public Task MoreAsync() => _thrift.MoreAsync();

    /// <summary>Whoever works for this connection may stop.</summary>
    public void End() => _ended.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _abort.DisposeAsync();
        await _ended.CancelAsync();
        await _thrift.DisposeAsync();
        _ended.Dispose();
    }

    private async Task<bool> IsKnownAsync<T>(Func<ValueTask<T>> read)
    {
        await FlushAsync();
        try
        {
            await read();
            return true;
        }
        catch (ThriftApplicationException e) when (e.Error.Type == ApplicationErrorType.UnknownMethod)
        {
            return false;
        }
        catch (ThriftProtocolException e)
        {
            throw new InvalidOperationException($"It answers with something that is no Thrift. {PortForWorkers} ({e.Message})", e);
        }
    }

    private async ValueTask<T> ReadAsync<T>(ReplyParser<T> parse)
    {
        _ended.CancelAfter(ReplyLimit);
        try
        {
            return await _thrift.ReadReplyAsync(parse, Ended);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The server did not reply within {ReplyLimit.TotalSeconds} s.", e);
        }
        finally
        {
            _ended.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static Exception NotPulled(string? refusal) => refusal is not null
        ? new UnauthorizedAccessException($"The server does not let this worker have requests: {refusal}")
        : new ThriftProtocolException("The reply to pullRequests has neither requests nor a refusal.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server did not take the outcome of its request {Id}: {Reason}")]
    private partial void LogNotTaken(string id, string reason);
}
