namespace Orleans.Runtime;

public interface IClusterMembershipService
{
    ClusterMembershipSnapshot CurrentSnapshot { get; }

    IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates { get; }
}

public interface ILocalSiloDetails
{
    string Name { get; }

    SiloAddress SiloAddress { get; }
}
