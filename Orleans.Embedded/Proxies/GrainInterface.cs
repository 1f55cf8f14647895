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
        _create = ProxyBuilder.Build(type);
    }

    internal Type Type { get; }

    internal GrainClass Class(string? classNamePrefix) =>
        classNamePrefix is null ? _class ??= GrainClasses.Implementing(Type, "") : GrainClasses.Implementing(Type, classNamePrefix);

    internal GrainReference CreateReference(Caller home, GrainClass grainClass, GrainId grainId) => _create(home, this, grainClass, grainId);

    /// <summary>Spares the look-up by type on the way to a reference.</summary>
    internal static class For<T>
    {
        // Not a static initializer: that would wrap the refusal of a bad interface in a TypeInitializationException.
        internal static GrainInterface Instance => field ??= All.GetOrAdd(typeof(T), static type => new GrainInterface(type));
    }
}
