namespace OrleansDrpc.ClientApi;

/// <summary>Measures, shows how far it is, and writes what came out.</summary>
internal sealed class BenchSession(IDrpcClient client, CommandConsole console, TimeProvider time)
{
    /// <returns>The exit code.</returns>
    /// <exception cref="DrpcException">No server could be reached, or the call cannot succeed.</exception>
    public async Task<int> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var run = new BenchRun(client, settings, time);
        var running = run.RunAsync(cancellationToken);
        if (console.Terminal is { } terminal)
        {
            await BenchProgress.ShowAsync(terminal, run, running, settings.Duration, time);
        }

        var result = await running;
        await BenchReport.WriteAsync(settings, result, console.Output);
        foreach (var failures in result.Failures)
        {
            await console.Error.WriteLineAsync($"{failures.Code} ({failures.Count} calls), the first: {failures.Message}");
        }

        return result.Failed == 0 ? 0 : StartException.Failed;
    }
}
