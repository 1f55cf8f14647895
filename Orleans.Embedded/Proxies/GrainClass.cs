using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
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
        GrainType = GrainType.Create(NameOf(type));
        Placement = type.GetCustomAttribute<PlacementAttribute>(inherit: true)?.PlacementStrategy ?? RandomPlacement.Default;
        UsesDirectory = Placement.IsUsingGrainDirectory;
        MaxLocalWorkers = (Placement as StatelessWorkerPlacement)?.MaxLocalWorkers ?? 0;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        AgeLimit = type.GetCustomAttribute<CollectionAgeLimitAttribute>(inherit: true) is { } age
            ? age.AlwaysActive ? TimeSpan.MaxValue : age.AgeLimit
            : type.IsDefined(typeof(KeepAliveAttribute), inherit: true) ? TimeSpan.MaxValue : null;
        Factory = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
    }

    internal Type Type { get; }

    internal GrainType GrainType { get; }

    internal PlacementStrategy Placement { get; }

    internal bool UsesDirectory { get; }

    internal bool IsStatelessWorker => MaxLocalWorkers > 0;

    internal int MaxLocalWorkers { get; }

    internal bool IsReentrant { get; }

    internal TimeSpan? AgeLimit { get; }

    internal ObjectFactory Factory { get; }

    internal string StatisticsName => $"{Type.FullName},{Type.Assembly.GetName().Name}";

    /// <summary>Some interface of the class: a grain's own reference needs one.</summary>
    internal GrainInterface DefaultInterface => field ??= GrainInterface.Of(Type.GetInterfaces().First(GrainClasses.IsGrainInterface));

    public override string ToString() => Type.FullName ?? Type.Name;

    /// <summary>Orleans' convention: the class name in lower case, without the suffix "grain".</summary>
    private static string NameOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } attribute)
        {
            return attribute.Name;
        }

        var name = type.Name.ToLowerInvariant().Split('`')[0];
        name = name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
        return type.IsGenericType ? $"{name}`{string.Join(',', type.GetGenericArguments().Select(argument => argument.FullName))}" : name;
    }
}
