using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>Tells which services are singletons, so that a grain that injects nothing else needs no scope.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    private readonly Lazy<HashSet<Type>> _singletons = new(() =>
    [
        .. services.Where(service => service is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false }).Select(service => service.ServiceType)
            .Except(services.Where(service => service.Lifetime != ServiceLifetime.Singleton).Select(service => service.ServiceType)),
    ]);

    internal bool IsSingleton(Type type) =>
        type == typeof(IGrainContext) || _singletons.Value.Contains(type)
        || (type.IsGenericType && _singletons.Value.Contains(type.GetGenericTypeDefinition()));
}
