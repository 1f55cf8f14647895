using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Hosting;

/// <summary>
/// One connection to a server that knows fetchRequest alone, as Storm's: it is asked again and again, at once while work comes, and less
/// and less often while none does. Outcomes that are lost with the connection are delivered by the next one.
/// </summary>
internal sealed partial class FetchSession(
    InvocationsConnection connection, FetchedWork work, IReadOnlyList<string> functions, int share, TimeProvider time, ILogger logger)
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly int _maxOfOne = FunctionShare.OfOne(functions, share);
    private int _turn;

    /// <summary>Fetches and runs requests until the connection is lost, which it throws, or <paramref name="drain"/> fires and the last outcome is delivered.</summary>
    public async Task RunAsync(CancellationToken drain)
    {
        await using var draining = drain.UnsafeRegister(static work => ((FetchedWork)work!).WakeUp.Set(), work);
        await using var alarm = time.CreateTimer(static work => ((FetchedWork)work!).WakeUp.Set(), work, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var pause = ShortestPause;
        while (true)
        {
            var free = drain.IsCancellationRequested ? 0 : share - work.Running;
            var (delivered, fetched) = await RoundAsync(Math.Min(free, functions.Count));
            if (drain.IsCancellationRequested && work.IsDone)
            {
                return;
            }

            pause = delivered || fetched ? ShortestPause : pause < LongestPause / 2 ? pause * 2 : LongestPause;
            if (!fetched)
            {
                alarm.Change(free > 0 ? pause : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                await work.WakeUp.WaitAsync(connection.Ended);
            }
        }
    }

    /// <summary>Sends what is ready, and asks for one request each of so many functions.</summary>
    private async Task<(bool Delivered, bool Fetched)> RoundAsync(int questions)
    {
        var sent = new Queue<(Delivery Delivery, SentOutcome Outcome)>();
        try
        {
            while (work.TryTake(out var delivery))
            {
                sent.Enqueue((delivery, connection.Write(delivery.Outcome)));
            }

            var asked = WriteFetches(questions);
            if (sent.Count + asked.Count == 0)
            {
                return (false, false);
            }

            var delivered = sent.Count > 0;
            await connection.FlushAsync();
            await SettleAsync(sent);
            return (delivered, await ReadFetchesAsync(asked));
        }
        finally
        {
            while (sent.TryDequeue(out var lost))
            {
                Return(lost.Delivery);
            }
        }
    }

    private async Task SettleAsync(Queue<(Delivery Delivery, SentOutcome Outcome)> sent)
    {
        while (sent.TryPeek(out var oldest))
        {
            var instead = await connection.ReadReplyAsync(oldest.Outcome);
            sent.Dequeue();
            if (instead is not null)
            {
                work.Add(oldest.Delivery with { Outcome = instead });
            }
        }
    }

    private List<string> WriteFetches(int questions)
    {
        var asked = new List<string>(questions);
        for (var i = 0; i < functions.Count && asked.Count < questions; i++)
        {
            var function = functions[_turn];
            _turn = (_turn + 1) % functions.Count;
            if (work.RunningOf(function) < _maxOfOne)
            {
                connection.WriteFetch(function);
                asked.Add(function);
            }
        }

        return asked;
    }

    private async Task<bool> ReadFetchesAsync(List<string> asked)
    {
        var any = false;
        foreach (var function in asked)
        {
            var reply = await connection.ReadFetchAsync();
            if (reply is { Id.Length: > 0, Argument: { } argument })
            {
                work.Start(function, argument, reply.Id);
                any = true;
            }
            else if (reply.NotAuthorized is { } refusal && _refused.Add(function))
            {
                LogRefused(function, refusal);
            }
        }

        return any;
    }

    private void Return(Delivery lost)
    {
        if (lost.Attempts + 1 < MaxAttempts)
        {
            work.Add(lost with { Attempts = lost.Attempts + 1 });
        }
        else
        {
            LogUndelivered(lost.Outcome.Id, MaxAttempts);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server does not let this worker have requests of function '{Function}': {Reason}")]
    private partial void LogRefused(string function, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of the server's request {Id} is lost: {Attempts} attempts to deliver it failed")]
    private partial void LogUndelivered(string id, int attempts);
}
