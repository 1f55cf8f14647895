using Orleans.TestingHost;

namespace OrleansDrpc.Embedded;

/// <summary>For tests that want to know what is left of something.</summary>
public static class ActivationsExtensions
{
    /// <summary>All activations on the silos of a test cluster, idle workers included.</summary>
    public static IReadOnlyList<ActivationInfo> GetActivations(this InProcessTestCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return
        [
            .. cluster.Silos.SelectMany(silo => silo.Silo.Activations()).Select(activation =>
                new ActivationInfo(activation.Hosted.Class.Type.Name, activation.GrainId, activation.Silo.SiloAddress, activation.Load)),
        ];
    }
}
