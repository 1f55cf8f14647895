namespace OrleansDrpc.Embedded;

/// <summary>Asks for the next batch. It may be under way for longer than the response timeout, as long as the grain has begun it.</summary>
internal sealed class StreamPull<T>(StreamHost<T> host) : ValueCall<StreamBatch<T>>
{
    public override GrainMethod Method => host.Method;

    internal override Activation? BoundTo => host.Owner;

    protected override bool WaitsWhileRunning => true;

    public override ValueTask<StreamBatch<T>> Invoke(object grain) => host.PullAsync(RunsOn!);
}

/// <summary>Items that were there without waiting; the last batch says so.</summary>
internal readonly record struct StreamBatch<T>(T[] Items, int Count, bool IsLast);
