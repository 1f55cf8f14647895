namespace Orleans.Runtime;

public interface IGrainContext
{
    GrainId GrainId { get; }

    object? GrainInstance { get; }

    GrainAddress Address { get; }

    IServiceProvider ActivationServices { get; }

    Task Deactivated { get; }

    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
