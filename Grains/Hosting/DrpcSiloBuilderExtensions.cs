using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using OrleansDrpc;

namespace Orleans.Hosting;

/// <summary>Registration on a silo.</summary>
public static class DrpcSiloBuilderExtensions
{
    /// <summary>
    /// Lets a silo run functions, and adds <see cref="IDrpcClient"/> to its services. Every silo of a cluster must do this, with the same
    /// functions. May be called several times; functions add up. Options come from the configuration's section <see cref="DrpcOptions.Section"/>.
    /// </summary>
    public static ISiloBuilder AddDrpc(this ISiloBuilder builder, Action<DrpcBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.All(service => service.ServiceType != typeof(RequestTable)))
        {
            builder.AddDrpcOptions().AddDrpcPlacement().AddDrpcServices();
        }

        configure?.Invoke(new DrpcBuilder(builder.Services));
        return builder;
    }

    private static ISiloBuilder AddDrpcOptions(this ISiloBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<DrpcOptions>().Bind(builder.Configuration.GetSection(DrpcOptions.Section));
        builder.Services.AddSingleton<IValidateOptions<DrpcOptions>, DrpcOptionsValidator>();
        return builder;
    }

    private static ISiloBuilder AddDrpcPlacement(this ISiloBuilder builder)
    {
        builder.AddPlacementDirector<SiloPinnedPlacement, SiloPinnedDirector>();
        builder.AddGrainDirectory(NoDirectory.Name, static (_, _) => new NoDirectory());
        return builder;
    }

    private static void AddDrpcServices(this ISiloBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<DrpcMetrics>();
        builder.Services.AddSingleton<QueueBudget>(static services => new QueueBudget(services.GetRequiredService<IOptions<DrpcOptions>>().Value.MaxQueuedBytes));
        builder.Services.AddSingleton<FunctionRegistry>();
        builder.Services.AddSingleton<WorkerGate>(static services => new WorkerGate(services.GetRequiredService<IOptions<DrpcOptions>>()));
        builder.Services.AddSingleton<RequestAdmission>();
        builder.Services.AddSingleton<RequestTable>();
        builder.Services.AddSingleton<DeadlineClock>();
        builder.Services.AddSingleton<ReplayBackoff>();
        builder.Services.AddSingleton<RequestProgress>();
        builder.Services.AddSingleton<RequestServices>();
        builder.Services.AddSingleton<ClusterView>();
        builder.Services.AddSingleton<MembershipWatch>();
        builder.Services.AddSingleton<IFunctionCatalog, FunctionCatalog>();
        builder.Services.AddHostedService<DrpcSiloService>();
        builder.Services.AddSingleton<IDrpcClient, SiloDrpcClient>();
    }
}
