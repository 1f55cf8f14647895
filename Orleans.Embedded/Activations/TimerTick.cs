namespace OrleansDrpc.Embedded;

/// <summary>One tick of a grain timer. Nobody waits for its end, so it is not in the table of outstanding calls.</summary>
internal sealed class TimerTick(GrainTimer timer) : ValueCall<Nothing>
{
    public override GrainMethod Method => timer.Options.Interleave ? GrainMethod.InterleavedTick : GrainMethod.Tick;

    internal override bool KeepsAlive => timer.Options.KeepAlive;

    public override ValueTask<Nothing> Invoke(object grain) => timer.IsStopped ? default : Nothing.From(timer.TickAsync());

    internal override void Forward()
    {
    }
}
