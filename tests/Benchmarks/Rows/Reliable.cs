using OrleansDrpc.Hosting;

namespace OrleansDrpc.Benchmarks;

/// <summary>What it costs, where nothing fails, that a failed request would be replayed.</summary>
internal static class Reliable
{
    private const int Callers = 64;

    private static readonly DrpcFunction<string, string> Twice =
        DrpcFunction.Named("twice").Reliable(maxAttempts: 2).Takes<string>().Select(text => text + "!", name: "exclaim").Returns();

    private static readonly DrpcFunction<string, string> Once =
        DrpcFunction.Named("once").Unreliable().Takes<string>().Select(text => text + "!", name: "exclaim").Returns();

    private static readonly DrpcFunction<string, long> TwiceOverTasks =
        DrpcFunction.Named("twice-over-tasks").Reliable(maxAttempts: 2).Takes<string>().SelectMany(Letters, parallelism: 4, name: "letters").Count().Returns();

    private static readonly DrpcFunction<string, long> OnceOverTasks =
        DrpcFunction.Named("once-over-tasks").Unreliable().Takes<string>().SelectMany(Letters, parallelism: 4, name: "letters").Count().Returns();

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using var drpc = await LocalDrpc.StartAsync(builder =>
            builder.AddFunction(Twice).AddFunction(Once).AddFunction(TwiceOverTasks).AddFunction(OnceOverTasks));
        return
        [
            await MeasureAsync("reliable", () => drpc.ExecuteAsync(Twice, "hello"), () => drpc.ExecuteAsync(Once, "hello")),
            await MeasureAsync("reliable-tasks", () => drpc.ExecuteAsync(TwiceOverTasks, "hello"), () => drpc.ExecuteAsync(OnceOverTasks, "hello")),
        ];
    }

    private static async Task<Row> MeasureAsync(string name, Func<Task> reliable, Func<Task> unreliable)
    {
        var second = TimeSpan.FromSeconds(1);
        var (rate, reference) = await Median.OfPairsAsync(
            7, () => Load.RateAsync(Callers, second, _ => reliable()), () => Load.RateAsync(Callers, second, _ => unreliable()), warmUps: 3);
        return Row.AtLeast(name, rate, "requests/s", reference, 0.9);
    }

    private static IEnumerable<char> Letters(string text) => text;
}
