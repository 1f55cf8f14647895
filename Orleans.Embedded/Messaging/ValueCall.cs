namespace OrleansDrpc.Embedded;

/// <summary>A call that is answered with one value. Proxies derive a class from it for each method, with the arguments as fields.</summary>
internal abstract class ValueCall<T> : GrainCall
{
    // The answer is set in a turn of the callee: the caller's continuations must not run there.
    private readonly TaskCompletionSource<T> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? _pending;

    internal static Task<T> NoAnswer { get; } = Task.FromResult(default(T)!);

    internal Task<T> Response => _response.Task;

    public abstract ValueTask<T> Invoke(object grain);

    internal sealed override void Run(Activation activation)
    {
        ValueTask<T> result;
        try
        {
            result = Invoke(activation.GrainInstance!);
        }
        catch (Exception exception)
        {
            result = ValueTask.FromException<T>(exception);
        }

        if (result.IsCompletedSuccessfully)
        {
            activation.Ended(this);
            Answer(result.Result);
            return;
        }

        _pending = result.AsTask();
        if (_pending.IsCompleted)
        {
            Conclude();
        }
        else
        {
            _pending.GetAwaiter().UnsafeOnCompleted(Conclude);
        }
    }

    protected override void SetException(Exception exception) => _response.TrySetException(exception);

    protected override void SetCanceled(CancellationToken cancellationToken) => _response.TrySetCanceled(cancellationToken);

    // The caller is told after the activation knows: it may send its next call at once, and a stateless worker must be idle by then.
    private void Conclude()
    {
        RunsOn!.Ended(this);
        try
        {
            Answer(_pending!.GetAwaiter().GetResult());
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Answer(T value)
    {
        if (Method.ResultNeedsCheck && Method.RefusalOfResult(value) is { } refusal)
        {
            Fail(refusal);
        }
        else if (ClaimAnswer())
        {
            _response.TrySetResult(value);
        }
    }
}
