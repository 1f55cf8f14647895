using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>What the attributes of a grain class say, read once.</summary>
internal sealed class GrainClass
{
    internal GrainClass(Type type)
    {
        Type = type;
        GrainType = new GrainType(IdSpan.Create(NameOf(type)));
        Placement = type.GetCustomAttribute<PlacementAttribute>()?.PlacementStrategy ?? new RandomPlacement();
        UsesDirectory = Placement.IsUsingGrainDirectory;
        MaxLocalWorkers = (Placement as StatelessWorkerPlacement)?.MaxLocalWorkers ?? 0;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        Factory = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
    }

    internal Type Type { get; }

    internal GrainType GrainType { get; }

    internal PlacementStrategy Placement { get; }

    internal bool UsesDirectory { get; }

    internal bool IsStatelessWorker => MaxLocalWorkers > 0;

    internal int MaxLocalWorkers { get; }

    internal bool IsReentrant { get; }

    internal ObjectFactory Factory { get; }

    public override string ToString() => Type.FullName!;

    /// <summary>Orleans' convention: the class name in lower case, without the suffix "grain".</summary>
    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }
}
