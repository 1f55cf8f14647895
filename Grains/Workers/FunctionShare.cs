namespace OrleansDrpc;

/// <summary>How many of a fixed number of places the requests of one function may take: three quarters, so that there are some for the others, whatever it does.</summary>
internal static class FunctionShare
{
    private const int SharesLeftToOthers = 4;

    /// <param name="places">At least one.</param>
    /// <returns>At least one; below four places, all of them.</returns>
    public static int Of(int places) => places - (places / SharesLeftToOthers);

    /// <summary>For one of several functions; the only one has all places.</summary>
    public static int OfOne(IReadOnlyCollection<string> functions, int places) => functions.Count > 1 ? Of(places) : places;
}
