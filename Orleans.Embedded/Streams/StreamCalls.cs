using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>Asks for the next batch. It may be under way for longer than the response timeout, as long as the grain has begun it.</summary>
internal sealed class StreamPull<T>(StreamHost<T> host) : ValueCall<StreamBatch<T>>
{
    public override GrainMethod Method => host.Method;

    protected override bool WaitsWhileRunning => true;

    public override ValueTask<StreamBatch<T>> Invoke(object grain) => host.PullAsync(RunsOn!);

    internal override void Forward()
    {
        if (host.Owner is null)
        {
            base.Forward();
        }
        else
        {
            Fail(new EnumerationAbortedException($"{Method} on {Target!.GrainId}: the activation that enumerated has ended."));
        }
    }
}

/// <summary>Tells the grain that its stream is no longer read.</summary>
internal sealed class StreamEnd<T>(StreamHost<T> host) : ValueCall<Nothing>
{
    public override GrainMethod Method => host.Method;

    public override ValueTask<Nothing> Invoke(object grain) => host.EndAsync();

    internal override void Forward() => Fail(new EnumerationAbortedException());
}
