using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Orleans.Runtime
{
    public interface IStartupTask
    {
        Task Execute(CancellationToken cancellationToken);
    }
}

namespace Orleans.Hosting
{
    public static class SiloBuilderStartupExtensions
    {
        private const int ActiveStage = 20000;

        public static ISiloBuilder AddStartupTask<TStartup>(this ISiloBuilder builder, int stage = ActiveStage)
            where TStartup : class, IStartupTask =>
            builder.AddStartupTask((provider, token) => ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(provider).Execute(token), stage);

        public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, IStartupTask startupTask, int stage = ActiveStage) =>
            builder.AddStartupTask((_, token) => startupTask.Execute(token), stage);

        public static ISiloBuilder AddStartupTask(
            this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask, int stage = ActiveStage) =>
            builder.ConfigureServices(services => services.AddSingleton(new StartupTask(stage, startupTask)));
    }
}

namespace OrleansDrpc.Embedded
{
    internal sealed record StartupTask(int Stage, Func<IServiceProvider, CancellationToken, Task> Execute);
}
