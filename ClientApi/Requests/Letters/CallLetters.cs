using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Keeps calls that used up their attempts as dead letters, the newest of each function. Nobody waits for that. What fails faster than it can be
/// kept is left out and counted, so that a function that always fails fills neither the memory nor the store. Thread-safe.
/// </summary>
internal sealed partial class CallLetters(
    RequestStoreAccess access, CallLetterMetrics metrics, IOptions<RequestsOptions> options, TimeProvider time, ILogger<CallLetters> log)
{
    /// <summary>How many of one function are kept in a second.</summary>
    public const int MaxOfFunction = 10;

    /// <summary>How many characters an argument may have.</summary>
    public const int MaxArgumentLength = 1 << 20;

    private const int MaxWaiting = 1000;
    private const int MaxWaitingLength = 16 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _any = new(0);
    private readonly int _kept = options.Value.MaxDeadLettersOfCalls;
    private Dictionary<RequestId, StoredRequest> _waiting = [];
    private Dictionary<string, int> _ofFunction = new(StringComparer.Ordinal);
    private int _length;
    private int _leftOut;

    /// <summary>Keeps a call, if its failure is that of the last of several attempts.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">Its argument as text.</param>
    /// <param name="priority">The call's.</param>
    /// <param name="failure">What its caller is told.</param>
    public void Note(string function, string argument, RequestPriority priority, DrpcFailure failure)
    {
        if (!failure.AttemptsUsedUp || _kept == 0 || access.IsOff)
        {
            return;
        }

        access.Want();
        var letter = CallLetter.Of(function, argument, priority, failure, time.GetUtcNow());
        lock (_lock)
        {
            if (!_waiting.ContainsKey(letter.Request.Id))
            {
                Add(letter);
            }
        }
    }

    /// <summary>Writes what is noted: a first one at once, then whatever has come within a second.</summary>
    public async Task RunAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _any.WaitAsync(cancellationToken);
            await WriteAsync(store, cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Writes what is noted now.</summary>
    public async Task WriteAsync(IRequestStore store, CancellationToken cancellationToken)
    {
        var (letters, leftOut) = TakeAll();
        try
        {
            while (letters.TryPeek(out var letter))
            {
                await WriteAsync(store, letter, cancellationToken);
                letters.Dequeue();
            }
        }
        catch (OperationCanceledException)
        {
            PutBack(letters);
            throw;
        }
        catch (Exception e)
        {
            // Whatever it is, it must not keep durable requests from being served.
            LogNotWritten(e);
        }

        leftOut += letters.Count;
        if (leftOut > 0)
        {
            metrics.LeftOut(leftOut);
            LogLeftOut(leftOut);
        }
    }

    private async Task WriteAsync(IRequestStore store, StoredRequest letter, CancellationToken cancellationToken)
    {
        if (await store.AddDeadLetterAsync(letter, cancellationToken))
        {
            metrics.Kept();
            await store.TrimDeadLettersAsync(letter.Request.Function, _kept, cancellationToken);
        }
    }

    private void Add(StoredRequest letter)
    {
        var (function, argument) = (letter.Request.Function, letter.Request.Argument);
        if (_waiting.Count + _leftOut == 0)
        {
            _any.Release();
        }

        if (!HasRoom(function, argument))
        {
            _leftOut++;
            return;
        }

        _waiting.Add(letter.Request.Id, letter);
        _ofFunction[function] = _ofFunction.GetValueOrDefault(function) + 1;
        _length += argument.Length;
    }

    private bool HasRoom(string function, string argument) =>
        argument.Length <= MaxArgumentLength
        && _length + argument.Length <= MaxWaitingLength
        && _waiting.Count < MaxWaiting
        && _ofFunction.GetValueOrDefault(function) < MaxOfFunction;

    private (Queue<StoredRequest> Letters, int LeftOut) TakeAll()
    {
        lock (_lock)
        {
            var taken = (new Queue<StoredRequest>(_waiting.Values), _leftOut);
            (_waiting, _ofFunction, _length, _leftOut) = ([], new(StringComparer.Ordinal), 0, 0);
            return taken;
        }
    }

    // The front door stops, and writes what is left later; where nobody knows whether one is there, again, which does no harm.
    private void PutBack(IEnumerable<StoredRequest> letters)
    {
        lock (_lock)
        {
            foreach (var letter in letters.Where(letter => !_waiting.ContainsKey(letter.Request.Id)))
            {
                Add(letter);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Calls that used up their attempts but are not kept as dead letters, because they are too many or too large, or the store is away: {Count}")]
    private partial void LogLeftOut(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letters of calls cannot be kept now")]
    private partial void LogNotWritten(Exception obstacle);
}
