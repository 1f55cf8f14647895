namespace Orleans.Runtime;

[GenerateSerializer, Immutable]
public sealed class GrainAddress
{
    [Id(0)]
    public GrainId GrainId { get; init; }

    [Id(1)]
    public SiloAddress? SiloAddress { get; init; }
}
