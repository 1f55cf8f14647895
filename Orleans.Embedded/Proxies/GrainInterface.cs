using System.Collections.Concurrent;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>A grain interface with its generated proxy class and the grain class behind it.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> All = new();

    private readonly Func<Caller, GrainInterface, GrainClass, GrainId, GrainReference> _create;
    private GrainClass? _class;

    private GrainInterface(Type type)
    {
        if (!type.IsInterface || !typeof(IAddressable).IsAssignableFrom(type))
        {
            throw new ArgumentException($"{type} is not a grain interface.");
        }

        Type = type;
        InterfaceType = new GrainInterfaceType(type.FullName!);
        _create = ProxyBuilder.Build(type);
    }

    internal Type Type { get; }

    internal GrainInterfaceType InterfaceType { get; }

    internal static GrainInterface Of(Type type) => All.TryGetValue(type, out var known) ? known : All.GetOrAdd(type, static type => new GrainInterface(type));

    internal GrainClass Class(string? classNamePrefix) =>
        classNamePrefix is null ? _class ??= GrainClasses.Implementing(Type, null) : GrainClasses.Implementing(Type, classNamePrefix);

    internal GrainReference CreateReference(Caller home, GrainClass grainClass, GrainId grainId) => _create(home, this, grainClass, grainId);

    internal GrainReference CreateReference(Caller home, IdSpan key, string? classNamePrefix)
    {
        var grainClass = Class(classNamePrefix);
        return _create(home, this, grainClass, new GrainId(grainClass.GrainType, key));
    }

    /// <summary>Spares the look-up by type on the way to a reference.</summary>
    internal static class For<T>
    {
        // Not a static initializer: that would wrap the refusal of a bad interface in a TypeInitializationException.
        internal static GrainInterface Instance => field ??= Of(typeof(T));
    }
}
