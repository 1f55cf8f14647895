using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Looks for what requests have left behind on the silos.</summary>
internal static class Leftovers
{
    private const string Sweeper = "OutstandingCalls";

    /// <summary>Waits until nothing is left.</summary>
    /// <exception cref="TimeoutException">Something stays; the message says what.</exception>
    public static async Task GoneAsync(ModelCluster cluster)
    {
        string[] left = [];
        try
        {
            await Eventually.TrueAsync(() => (left = [.. Of(cluster)]).Length == 0, "nothing to be left");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Left: {string.Join("; ", left)}", e);
        }
    }

    private static IEnumerable<string> Of(ModelCluster cluster)
    {
        foreach (var silo in cluster.Cluster.Silos)
        {
            foreach (var left in OfSilo(cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress)))
            {
                yield return $"{silo.SiloAddress} {left}";
            }
        }

        foreach (var activation in cluster.Cluster.GetActivations())
        {
            if (activation.Calls > 0 || activation.Grain is nameof(RequestGrain) or nameof(AggregatorGrain))
            {
                yield return $"{activation.Silo} {activation.Grain} {activation.Id} with {activation.Calls} calls";
            }
        }

        foreach (var timer in cluster.Time.ArmedCallbacks.Where(callback => !IsOfEngine(callback)))
        {
            yield return $"timer {timer}";
        }
    }

    private static IEnumerable<string> OfSilo(IServiceProvider silo)
    {
        foreach (var request in silo.GetRequiredService<RequestTable>().All)
        {
            yield return $"attempt {request.Attempt} of {request.Function.Definition.Name}, ended: {request.HasEnded}, home: {request.Plan.Home}";
        }

        if (!silo.GetRequiredService<WorkerGate>().IsIdle)
        {
            yield return "worker slots";
        }

        var admission = silo.GetRequiredService<RequestAdmission>();
        if (admission.Count > 0 || admission.QueuedBytes > 0)
        {
            yield return $"{admission.Count} admitted requests, {admission.QueuedBytes} queued bytes";
        }

        var functions = silo.GetRequiredService<FunctionRegistry>();
        foreach (var function in functions.All.Where(function => functions.Get(function.Name).Limit is { Count: > 0 }))
        {
            yield return $"running requests counted for {function.Name}";
        }
    }

    /// <summary>Each silo and client looks for calls without an answer, each silo for idle grains, as long as it lives.</summary>
    private static bool IsOfEngine(string callback) =>
        callback.Contains(Sweeper, StringComparison.Ordinal) || callback.EndsWith("(Silo)", StringComparison.Ordinal);
}
