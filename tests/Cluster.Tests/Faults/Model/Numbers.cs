namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Arithmetic that is the same in the cluster and in the sequential evaluation.</summary>
internal static class Numbers
{
    /// <summary>A number that follows from two others and looks like chance; not negative.</summary>
    public static long Mix(long one, long other)
    {
        var mixed = ((ulong)one * 0x9E3779B97F4A7C15) ^ ((ulong)(other + 1) * 0xC2B2AE3D27D4EB4F);
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
        return (long)((mixed ^ (mixed >> 32)) >> 1);
    }

    /// <summary>From 0 to less than 1.</summary>
    public static double Share(long mixed) => (mixed & 0xFFFFFF) / (double)0x1000000;
}
