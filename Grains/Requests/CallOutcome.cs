namespace OrleansDrpc;

/// <summary>
/// The outcome of a call, or the end of its attempt, whichever comes first: <c>WaitAsync</c> with the attempt's token, without the
/// registration, which a small request would notice.
/// </summary>
internal sealed class CallOutcome<T> : TaskCompletionSource<T>
{
    private readonly Task<T> _call;

    public CallOutcome(Task<T> call)
    {
        _call = call;
        call.GetAwaiter().UnsafeOnCompleted(Take);
    }

    private void Take()
    {
        if (_call.IsCompletedSuccessfully)
        {
            TrySetResult(_call.Result);
        }
        else
        {
            TrySetException(_call.Exception?.InnerExceptions ?? (IEnumerable<Exception>)[new TaskCanceledException(_call)]);
        }
    }
}
