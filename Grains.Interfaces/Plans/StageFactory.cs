using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>Makes the instances of a stage or aggregator.</summary>
/// <param name="Create">Makes one, or hands out the shared one.</param>
/// <param name="ImplementationType">The class, where dependency injection makes it; null where a lambda does.</param>
/// <param name="IsShared">Whether all callers get the same, which then nobody may dispose of.</param>
/// <param name="NeedsScope">Whether its constructor asks for services, so that it gets a scope of its own.</param>
internal sealed record StageFactory<T>(Func<IServiceProvider, T> Create, Type? ImplementationType, bool IsShared, bool NeedsScope);

internal static class StageFactory
{
    public static StageFactory<TContract> Of<TImplementation, TContract>()
        where TImplementation : class, TContract
    {
        var constructors = typeof(TImplementation).GetConstructors();
        if (constructors is [var only] && only.GetParameters().Length == 0)
        {
            return new(static _ => Activator.CreateInstance<TImplementation>(), typeof(TImplementation), IsShared: false, NeedsScope: false);
        }

        // Made on first use: a class without a usable constructor is a mistake to report with all others, when the function is registered.
        var factory = new Lazy<ObjectFactory<TImplementation>>(static () => ActivatorUtilities.CreateFactory<TImplementation>([]));
        return new(services => factory.Value(services, []), typeof(TImplementation), IsShared: false, NeedsScope: true);
    }

    public static StageFactory<T> By<T>(Func<T> create) => new(_ => create(), null, IsShared: false, NeedsScope: false);

    public static StageFactory<T> Shared<T>(T instance) => new(_ => instance, null, IsShared: true, NeedsScope: false);
}
