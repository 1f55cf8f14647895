namespace Orleans.Runtime;

public interface IManagementGrain : IGrainWithIntegerKey
{
    Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds);

    Task<int> GetTotalActivationCount();

    Task ForceActivationCollection(TimeSpan ageLimit);

    ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference);
}

[GenerateSerializer]
public class SimpleGrainStatistic
{
    [Id(0)]
    public string GrainType { get; set; } = "";

    [Id(1)]
    public SiloAddress SiloAddress { get; set; } = SiloAddress.Zero;

    [Id(2)]
    public int ActivationCount { get; set; }

    public override string ToString() => $"SimpleGrainStatistic: GrainType={GrainType} Silo={SiloAddress} NumActivations={ActivationCount}";
}
