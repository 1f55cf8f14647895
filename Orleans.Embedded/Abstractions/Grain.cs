using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Orleans;

public abstract class Grain : IGrainBase, IAddressable
{
    // A grain is constructed inside a turn of its activation, so the activation is at hand without being passed in.
    protected Grain() => GrainContext = Activation.Current!;

    public IGrainContext GrainContext { get; }

    protected IGrainFactory GrainFactory => ((Activation)GrainContext).Silo.Factory;

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)GrainContext).DelayDeactivation(timeSpan);

    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);
}
