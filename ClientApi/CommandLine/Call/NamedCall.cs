namespace OrleansDrpc.ClientApi;

/// <summary>A call that the user wrote down.</summary>
internal sealed record NamedCall(string Function, string Argument)
{
    /// <summary>Storm's form: nothing is escaped.</summary>
    public override string ToString() => $"{Function} \"{Argument}\"";

    /// <summary>Pairs of function and argument.</summary>
    public static IReadOnlyList<NamedCall> OfPairs(IReadOnlyList<string> words) => [.. words.Chunk(2).Select(pair => new NamedCall(pair[0], pair[1]))];

    /// <summary>One function, called with each argument.</summary>
    public static IReadOnlyList<NamedCall> OfFunction(string function, IReadOnlyList<string> arguments) =>
        [.. arguments.Select(argument => new NamedCall(function, argument))];
}
