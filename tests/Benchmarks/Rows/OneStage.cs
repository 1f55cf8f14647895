using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

public interface IHandWrittenRequestGrain : IGrainWithGuidKey
{
    Task<string> ExecuteAsync(string argument);
}

public interface IHandWrittenWorkerGrain : IGrainWithIntegerKey
{
    Task<string> RunAsync(string argument);
}

[Orleans.Placement.PreferLocalPlacement]
internal sealed class HandWrittenRequestGrain : Grain, IHandWrittenRequestGrain
{
    public async Task<string> ExecuteAsync(string argument)
    {
        var answer = await GrainFactory.GetGrain<IHandWrittenWorkerGrain>(0).RunAsync(argument);
        DeactivateOnIdle();
        return answer;
    }
}

[StatelessWorker]
internal sealed class HandWrittenWorkerGrain : Grain, IHandWrittenWorkerGrain
{
    public Task<string> RunAsync(string argument) => Task.FromResult(argument + "!");
}

/// <summary>A function of one stage against what somebody would write by hand: a grain for each request that calls one stateless worker.</summary>
internal static class OneStage
{
    private const int Callers = 64;

    public static readonly DrpcFunction<string, string> Exclaim =
        DrpcFunction.Named("exclaim").Takes<string>().Select(text => text + "!", name: "exclaim").Returns();

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var drpc = await LocalDrpc.StartAsync(builder => builder.AddFunction(Exclaim));
        var grains = drpc.Services.GetRequiredService<IGrainFactory>();
        var second = TimeSpan.FromSeconds(1);
        var (rate, reference) = await Median.OfPairsAsync(
            7,
            () => Load.RateAsync(Callers, second, _ => drpc.ExecuteAsync(Exclaim, "hello")),
            () => Load.RateAsync(Callers, second, _ => grains.GetGrain<IHandWrittenRequestGrain>(Guid.NewGuid()).ExecuteAsync("hello")),
            warmUps: 3);
        return [Row.AtLeast("one-stage", rate, "requests/s", reference, 0.7)];
    }
}
