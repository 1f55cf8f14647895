namespace OrleansDrpc.Benchmarks;

/// <summary>Measures two things in turn, so that a machine whose speed drifts does not favour one of them.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// The pair whose ratio is in the middle, after pairs that do not count, in which the compiler gets to its last tier. A machine that gets
    /// faster or slower between pairs does not matter then, as it would to medians that may come from two pairs.
    /// </summary>
    public static async Task<(double Value, double Reference)> OfPairsAsync(int pairs, Func<Task<double>> value, Func<Task<double>> reference, int warmUps = 1)
    {
        var measured = new List<(double Value, double Reference)>();
        for (var i = -warmUps; i < pairs; i++)
        {
            var pair = (await value(), await reference());
            if (i >= 0)
            {
                measured.Add(pair);
            }
        }

        return measured.OrderBy(pair => pair.Value / pair.Reference).ElementAt(pairs / 2);
    }
}
