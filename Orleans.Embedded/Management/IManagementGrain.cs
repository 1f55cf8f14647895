namespace Orleans.Runtime;

public interface IManagementGrain : IGrainWithIntegerKey
{
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();
}

[GenerateSerializer]
public class SimpleGrainStatistic
{
    [Id(0)]
    public string GrainType { get; set; } = "";

    [Id(1)]
    public SiloAddress SiloAddress { get; set; } = null!;

    [Id(2)]
    public int ActivationCount { get; set; }
}
