using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansDrpc.Benchmarks;

/// <summary>One measurement, which yields one or more rows.</summary>
internal sealed record Benchmark(string Name, Func<Task<IReadOnlyList<Row>>> RunAsync);

/// <summary>All measurements of docs/benchmarks.md, in its order.</summary>
internal static class Suite
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new("grain-call", GrainCall.RunAsync),
        new("one-stage", OneStage.RunAsync),
        new("reliable", Reliable.RunAsync),
        new("http", Http.RunAsync),
        new("thrift", Thrift.RunAsync),
        new("workers", Workers.RunAsync),
        new("reach", ReachShaped.RunAsync),
        new("fairness", Fairness.RunAsync),
        new("count", Counting.RunAsync),
        new("overload", Overload.RunAsync),
        new("overload-pulled", Overload.RunPulledAsync),
        new("poison", BesidePoison.RunAsync),
        new("poison-pulled", BesidePoison.RunPulledAsync),
        new("deadline", Deadline.RunAsync),
        new("durable", Durable.RunAsync),
        new("recovery", Recovery.RunAsync),
    ];

    /// <returns>0; 1 where a goal was missed; 2 where there is no such benchmark.</returns>
    public static async Task<int> RunAsync(string? only, FileInfo? output, CancellationToken cancellationToken)
    {
        var chosen = All.Where(benchmark => only is null || benchmark.Name == only).ToArray();
        if (chosen.Length == 0)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark '{only}'. There are: {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");
            return 2;
        }

        await using var lines = output is null ? TextWriter.Null : new StreamWriter(output.FullName);
        var missed = 0;
        Console.WriteLine($"{"name",-24} {"value",14} {"reference",14} {"unit",-12} {"ratio",10}  {"goal",-9} met");
        foreach (var benchmark in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var row in await benchmark.RunAsync())
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Name,-24} {row.Value,14:N1} {row.Reference,14:N1} {row.Unit,-12} {row.Ratio,10:0.000}  {row.Goal,-9} {(row.Met ? "yes" : "NO")}"));
                missed += row.Met ? 0 : 1;
                await lines.WriteLineAsync(JsonSerializer.Serialize(row, Json));
            }
        }

        return missed == 0 ? 0 : 1;
    }
}
