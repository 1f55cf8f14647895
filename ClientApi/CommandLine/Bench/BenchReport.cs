using System.Globalization;

namespace OrleansDrpc.ClientApi;

/// <summary>Writes what was measured.</summary>
internal static class BenchReport
{
    private static readonly decimal[] Percents = [50, 90, 99, 99.9m];

    public static async Task WriteAsync(BenchSettings settings, BenchResult result, TextWriter output)
    {
        await output.WriteLineAsync(Invariant($"{settings.Call}, {settings.Callers} callers, {result.Elapsed.TotalSeconds:0.00} s"));
        await output.WriteLineAsync($"calls   {result.Answered + result.Failed}");
        await output.WriteLineAsync($"errors  {Errors(result)}");
        await output.WriteLineAsync(Invariant($"rate    {result.Rate:0.0} answers/s"));
        if (result.Answered > 0)
        {
            await WriteLatenciesAsync(result.Latencies, output);
        }
    }

    private static string Errors(BenchResult result) => result.Failed == 0
        ? "0"
        : $"{result.Failed} ({string.Join(", ", result.Failures.Select(failures => $"{failures.Code} {failures.Count}"))})";

    private static async Task WriteLatenciesAsync(LatencyHistogram latencies, TextWriter output)
    {
        (string Name, TimeSpan Value)[] rows =
        [
            ("mean", latencies.Mean),
            .. Percents.Select(percent => (Invariant($"p{percent}"), latencies.Percentile(percent))),
            ("max", latencies.Max),
        ];
        foreach (var (name, value) in rows)
        {
            await output.WriteLineAsync(Invariant($"{name,-6}  {value.TotalMilliseconds:0.000} ms"));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
