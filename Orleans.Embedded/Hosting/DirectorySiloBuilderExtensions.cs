using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Hosting;

namespace Orleans.Runtime.Hosting;

/// <summary>Directories are accepted for code that runs on Orleans too; the embedded cluster finds its grains without them.</summary>
public static class DirectorySiloBuilderExtensions
{
    public static ISiloBuilder AddGrainDirectory<T>(this ISiloBuilder builder, string name, Func<IServiceProvider, string, T> implementationFactory)
        where T : IGrainDirectory
    {
        builder.Services.AddKeyedSingleton<IGrainDirectory>(name, (provider, _) => implementationFactory(provider, name));
        return builder;
    }
}
