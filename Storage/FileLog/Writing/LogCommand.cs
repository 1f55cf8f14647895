namespace OrleansDrpc.Storage;

/// <summary>Something that a caller wants of the log, and waits for.</summary>
/// <param name="bytes">About how much it writes.</param>
internal abstract class LogCommand(int bytes)
{
    public int Bytes { get; } = bytes;

    /// <summary>Checks it against the requests as they will be, and adds what it writes.</summary>
    public abstract void Stage(Changes changes);

    /// <summary>Says that it is on the disk.</summary>
    public abstract void Complete();

    /// <summary>Says that it is not.</summary>
    public abstract void Fail(RequestStoreException failure);
}

/// <inheritdoc/>
/// <typeparam name="T">What the caller learns.</typeparam>
/// <param name="stage">See <see cref="LogCommand.Stage"/>.</param>
/// <param name="bytes">About how much it writes.</param>
internal sealed class LogCommand<T>(Func<Changes, T> stage, int bytes) : LogCommand(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Stage(Changes changes) => _result = stage(changes);

    public override void Complete() => _done.TrySetResult(_result);

    public override void Fail(RequestStoreException failure) => _done.TrySetException(failure);
}
