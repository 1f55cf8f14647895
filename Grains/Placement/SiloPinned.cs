using Orleans.Placement;

namespace OrleansDrpc;

/// <summary>
/// Grains that live on the silo named in their key (<see cref="PinnedKey"/>). No directory is asked or told: that saves two round trips
/// for each grain that lives for one request, and the loss of one silo does not disturb such grains on the others.
/// </summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class SiloPinnedPlacement : PlacementStrategy
{
    /// <inheritdoc/>
    public override bool IsUsingGrainDirectory => false;
}

/// <summary>Places a grain class by <see cref="SiloPinnedPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloPinnedAttribute() : PlacementAttribute(new SiloPinnedPlacement());
