using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansDrpc.Embedded;

/// <summary>A grain class on one silo: what depends on the silo's services, looked up once.</summary>
internal sealed class HostedClass
{
    private readonly IPlacementDirector? _director;
    private readonly bool _needsScope;

    internal HostedClass(GrainClass grainClass, IServiceProvider services)
    {
        Class = grainClass;
        var lifetimes = services.GetRequiredService<ServiceLifetimes>();
        _needsScope = grainClass.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => !lifetimes.IsSingleton(parameter.ParameterType));
        _director = services.GetKeyedService<IPlacementDirector>(grainClass.Placement.GetType());
    }

    internal GrainClass Class { get; }

    internal IPlacementDirector Director => _director
        ?? throw new OrleansConfigurationException($"{Class} is placed by {Class.Placement}, for which AddPlacementDirector was not called on this silo.");

    internal object CreateInstance(Activation activation) => Class.Factory(_needsScope ? activation.ActivationServices : activation.Silo.Services, null);
}
