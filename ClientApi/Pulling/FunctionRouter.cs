using System.Text;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Decides who runs a call: work goes to workers where there are any, and the front door's own silo serves a function while nobody pulls it.
/// In this order: (1) a function that a worker's connection serves now goes to the queues; it does so if it asked for the function within
/// the last minute, waits for it, or works on it. (2) A function that is registered in the silo runs there. (3) A function that is known
/// otherwise (from the settings, or asked for within the last minute), or any where unknown ones wait, goes to the queues. (4) Any other
/// fails at once. When the last worker of a registered function leaves, its requests that are still queued, and those that come back, run
/// in the silo with the time that they have left. Equal calls of a function that wants so share one execution. Thread-safe.
/// </summary>
internal sealed class FunctionRouter(WorkerQueues queues, SiloFunctions silo, CoalescedCalls coalesced, IOptions<DrpcOptions> drpc)
{
    private const int MaxBytesOfCharacter = 3;
    private static readonly CallOptions Default = new();

    /// <summary>
    /// Calls a function with text in and text out: a string is itself, any other type is JSON.
    /// </summary>
    /// <exception cref="DrpcException">There is no result; the code tells why.</exception>
    /// <exception cref="OperationCanceledException">The caller has cancelled.</exception>
    public Task<PartialAnswer<string>> ExecuteAsync(
        string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        queues.ThrowIfStopping(options?.RequestId);
        ThrowIfTooLarge(function, argument, options?.RequestId);
        return CanShare(function, options)
            ? ShareAsync(function, argument, options ?? Default, cancellationToken)
            : RunAsync(function, argument, options, cancellationToken);
    }

    /// <summary>Refuses a call that nobody would run, before its argument is looked at.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.UnknownFunction"/>.</exception>
    public void ThrowIfUnknown(string function, RequestId? id) => queues.ThrowIfUnknown(function, id);

    /// <summary>How long a call of a function may take at the most.</summary>
    public TimeSpan DeadlineOf(string function) =>
        queues.IsServed(function) ? queues.DeadlineOf(function) : silo.DeadlineOf(function) ?? queues.DeadlineOf(function);

    /// <summary>Whether at a call's deadline a function answers with what is done.</summary>
    public bool AnswersInPart(string function) => silo.Has(function) ? silo.AnswersInPart(function) : queues.Told(function) is { AnswersInPart: true };

    // A method of its own, so that calls which share nothing do not pay for its closure.
    private Task<PartialAnswer<string>> ShareAsync(string function, string argument, CallOptions options, CancellationToken cancellationToken)
    {
        // What belongs to one of them alone, its id and its timeout, is not the execution's.
        var shared = new CallOptions { RequestId = RequestId.New(), Priority = options.Priority };
        return coalesced.ExecuteAsync(
            new CallIdentity(function, argument, options.Priority), options.Timeout, end => RunAsync(function, argument, shared, end), cancellationToken);
    }

    private Task<PartialAnswer<string>> RunAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken) =>
        silo.Has(function) && !queues.IsServed(function)
            ? silo.ExecuteAsync(function, argument, options, cancellationToken)
            : queues.ExecuteAsync(function, argument, options, cancellationToken);

    // Whoever counts attempts must have its own, and so must who wants a part of the answer in time; a bad timeout is refused as it is everywhere.
    private bool CanShare(string function, CallOptions? options) =>
        options is not ({ MaxAttempts: not null } or { Timeout: { Ticks: <= 0 } })
            && !(options is { Timeout: not null } && AnswersInPart(function))
            && (silo.Has(function) ? silo.Coalesces(function) : queues.Told(function) is { CoalescesIdentical: true });

    private void ThrowIfTooLarge(string function, string argument, RequestId? id)
    {
        var max = drpc.Value.MaxArgumentBytes;
        if (argument.Length > max / MaxBytesOfCharacter && Encoding.UTF8.GetByteCount(argument) > max)
        {
            throw new DrpcException(new DrpcFailure(
                DrpcFailureCode.BadArgument,
                $"The argument of function '{function}' is larger than {max:N0} bytes, the limit ({DrpcOptions.Section}:{nameof(DrpcOptions.MaxArgumentBytes)}).",
                id));
        }
    }
}
