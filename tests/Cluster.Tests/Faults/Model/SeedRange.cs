using System.Globalization;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>
/// Which seeds a fact runs: its own ones, or those that the environment names: <c>DRPC_FAULT_SEED</c> (the first), <c>DRPC_FAULT_COUNT</c>
/// (how many; 1 where only the first is named) and <c>DRPC_FAULT_TIMES</c> (how often each; threads do not run alike twice).
/// </summary>
internal sealed record SeedRange(int First, int Count, int Times)
{
    public static SeedRange Of(int first, int count)
    {
        var named = Read("DRPC_FAULT_SEED");
        return new SeedRange(named ?? first, Read("DRPC_FAULT_COUNT") ?? (named is null ? count : 1), Read("DRPC_FAULT_TIMES") ?? 1);
    }

    /// <summary>Runs one seed again; more than once, because the threads may take another way.</summary>
    public static string CommandFor(int seed, string fact) =>
        $"DRPC_FAULT_SEED={seed} DRPC_FAULT_TIMES=20 dotnet tests/Cluster.Tests/bin/Embedded/Release/net10.0/OrleansDrpc.Cluster.Tests.dll -method \"*{fact}\"";

    /// <summary>The seeds in runs that share a cluster. A seed's cluster has the same options in whatever run it is.</summary>
    public IEnumerable<int[]> Groups(int size) => Enumerable.Range(0, Times)
        .SelectMany(_ => Enumerable.Range(First, Count).GroupBy(seed => seed / size).Select(group => group.ToArray()));

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
