using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Looks for what requests have left behind on the silos.</summary>
internal static class Leftovers
{
    private const string Sweeper = "OutstandingCalls";

    /// <summary>Waits until nothing is left.</summary>
    /// <exception cref="TimeoutException">Something stays; the message says what.</exception>
    public static Task GoneAsync(ModelCluster cluster) => Eventually.NothingAsync(() => Of(cluster), "nothing to be left");

    private static IEnumerable<string> Of(ModelCluster cluster)
    {
        foreach (var silo in cluster.Cluster.Silos)
        {
            foreach (var left in SiloLeftovers.Of(cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress)))
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

    /// <summary>Each silo and client looks for calls without an answer, each silo for idle grains, as long as it lives.</summary>
    private static bool IsOfEngine(string callback) =>
        callback.Contains(Sweeper, StringComparison.Ordinal) || callback.EndsWith("(Silo)", StringComparison.Ordinal);
}
