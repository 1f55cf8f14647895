using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

public interface INoOpGrain : IGrainWithIntegerKey
{
    Task NoOpAsync();
}

internal sealed class NoOpGrain : Grain, INoOpGrain
{
    public Task NoOpAsync() => Task.CompletedTask;
}

/// <summary>No-op calls of 64 callers to a grain each. The reference is what Orleans itself does on this kind of machine, measured once.</summary>
internal static class GrainCall
{
    private const int Callers = 64;
    private const double OrleansCallsPerSecond = 530_000;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var drpc = await LocalDrpc.StartAsync(_ => { });
        var factory = drpc.Services.GetRequiredService<IGrainFactory>();
        var grains = Enumerable.Range(0, Callers).Select(caller => factory.GetGrain<INoOpGrain>(caller)).ToArray();
        var rates = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            rates.Add(await Load.RateAsync(Callers, TimeSpan.FromSeconds(1), caller => grains[caller].NoOpAsync()));
        }

        var rate = Median.Of(rates.Skip(1));
        return [new Row("grain-call", rate, "calls/s", OrleansCallsPerSecond, rate / OrleansCallsPerSecond, ">= 600000/s", rate >= 600_000)];
    }
}
