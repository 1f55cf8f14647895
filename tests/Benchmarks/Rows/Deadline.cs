using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

/// <summary>How late a caller has its answer that a deadline has passed, with many such callers at once.</summary>
internal static class Deadline
{
    private const int Callers = 64;
    private const double MostMilliseconds = 100;
    private static readonly CallOptions Soon = new() { Timeout = TimeSpan.FromMilliseconds(200) };

    private static readonly DrpcFunction<string, long> Waits = DrpcFunction.Named("waits").Takes<string>()
        .Stage<int>(static async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), parallelism: 4, Grouping.All)
        .Count().Returns();

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var drpc = await LocalDrpc.StartAsync(builder => builder.AddFunction(Waits));
        await MeasureAsync(drpc);
        return [Row.AtMost("deadline-late-p99", await MeasureAsync(drpc), "ms", MostMilliseconds, 1)];
    }

    private static async Task<double> MeasureAsync(LocalDrpc drpc) =>
        await Load.P99MillisecondsAsync(Callers, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System), _ => TimeOutAsync(drpc)) - Soon.Timeout!.Value.TotalMilliseconds;

    private static async Task TimeOutAsync(LocalDrpc drpc)
    {
        try
        {
            await drpc.ExecuteAsync(Waits, "hello", Soon);
        }
        catch (DrpcException e) when (e.Code == DrpcFailureCode.TimedOut)
        {
            return;
        }

        throw new InvalidOperationException("A function that waits for ever has answered.");
    }
}
