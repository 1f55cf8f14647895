using Orleans.Runtime.Placement;

namespace OrleansDrpc;

/// <summary>Reads the silo from the key; refuses where it is not active.</summary>
internal sealed class SiloPinnedDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = PinnedKey.SiloOf(target.GrainIdentity.Key.ToString());
        foreach (var compatible in context.GetCompatibleSilos(target))
        {
            if (compatible.Equals(silo))
            {
                return Task.FromResult(compatible);
            }
        }

        throw new DrpcException(DrpcFailureCode.SiloLost, $"Silo {silo} is not an active member of the cluster; nothing was started there.");
    }
}
