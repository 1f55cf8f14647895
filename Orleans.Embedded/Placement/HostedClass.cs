using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansDrpc.Embedded;

/// <summary>A grain class on one silo: what depends on the silo's services and options, looked up once.</summary>
internal sealed class HostedClass
{
    private readonly TimeSpan _quantum;
    private readonly bool _needsScope;

    internal HostedClass(GrainClass grainClass, Silo silo, GrainCollectionOptions options, ServiceLifetimes lifetimes)
    {
        Class = grainClass;
        _quantum = options.CollectionQuantum;
        CollectionAge = options.ClassSpecificCollectionAge.TryGetValue(grainClass.Type.FullName!, out var age) ? age : grainClass.AgeLimit ?? options.CollectionAge;
        _needsScope = grainClass.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => !lifetimes.IsSingleton(parameter.ParameterType));
        Director = grainClass.IsStatelessWorker ? RandomPlacementDirector.Instance : FindDirector(silo.Services, grainClass);
    }

    internal GrainClass Class { get; }

    internal IPlacementDirector Director { get; }

    internal TimeSpan CollectionAge { get; }

    internal object CreateInstance(Activation activation) =>
        Class.Factory(_needsScope ? activation.ActivationServices : activation, null);

    internal int QuantaOf(TimeSpan time) => time == TimeSpan.MaxValue ? int.MaxValue / 2 : (int)Math.Ceiling(time / _quantum);

    private static IPlacementDirector FindDirector(IServiceProvider services, GrainClass grainClass)
    {
        var strategy = grainClass.Placement.GetType();
        return services.GetKeyedService<IPlacementDirector>(strategy)
            ?? throw new OrleansConfigurationException($"{grainClass} is placed by {strategy}, for which AddPlacementDirector was not called on this silo.");
    }
}
