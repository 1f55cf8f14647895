using Orleans.Runtime.Placement;

namespace OrleansDrpc;

/// <summary>Reads the silo from the key; refuses where it is not active.</summary>
internal sealed class SiloPinnedDirector : IPlacementDirector
{
    private Task<SiloAddress>? _local;

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        // Most often it is the caller's own.
        var key = target.GrainIdentity.Key;
        if (PinnedKey.Names(key.AsSpan(), context.LocalSilo) && context.LocalSiloStatus == SiloStatus.Active)
        {
            return _local ??= Task.FromResult(context.LocalSilo);
        }

        foreach (var silo in context.GetCompatibleSilos(target))
        {
            if (PinnedKey.Names(key.AsSpan(), silo))
            {
                return Task.FromResult(silo);
            }
        }

        throw new DrpcException(
            new DrpcFailure(DrpcFailureCode.SiloLost, $"The silo in '{key}' is not an active member of the cluster; nothing was started there. Call again.")
            {
                LostSilo = PinnedKey.SiloOf(key.ToString()!),
            });
    }
}
