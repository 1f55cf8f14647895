using System.Globalization;
using Spectre.Console;

namespace OrleansDrpc.ClientApi;

/// <summary>A line that tells people how far it is, while it runs.</summary>
internal static class BenchProgress
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    public static Task ShowAsync(IAnsiConsole terminal, BenchRun run, Task running, TimeSpan duration, TimeProvider time) =>
        terminal.Status().StartAsync("warming up", async line =>
        {
            while (!running.IsCompleted)
            {
                line.Status = Markup.Escape(Text(run, duration));
                await Task.WhenAny(running, Task.Delay(Period, time, CancellationToken.None));
            }
        });

    private static string Text(BenchRun run, TimeSpan duration) => run.Progress is var (elapsed, answered, failed)
        ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s of {duration.TotalSeconds} s: {answered} answers, {failed} errors")
        : "warming up";
}
