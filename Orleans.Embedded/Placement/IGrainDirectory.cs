using Orleans.Runtime;

namespace Orleans.GrainDirectory;

public interface IGrainDirectory
{
    Task<GrainAddress?> Register(GrainAddress address);

    Task Unregister(GrainAddress address);

    Task<GrainAddress?> Lookup(GrainId grainId);

    Task UnregisterSilos(List<SiloAddress> siloAddresses);
}
