namespace OrleansDrpc.Benchmarks;

/// <summary>Measures two things in turn, so that a machine whose speed drifts does not favour one of them.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The medians of both, after pairs that do not count, in which the compiler gets to its last tier.</summary>
    public static async Task<(double Value, double Reference)> OfPairsAsync(int pairs, Func<Task<double>> value, Func<Task<double>> reference, int warmUps = 1)
    {
        var values = new List<double>();
        var references = new List<double>();
        for (var i = -warmUps; i < pairs; i++)
        {
            var one = await value();
            var other = await reference();
            if (i >= 0)
            {
                values.Add(one);
                references.Add(other);
            }
        }

        return (Of(values), Of(references));
    }
}
