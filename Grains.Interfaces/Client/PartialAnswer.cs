namespace OrleansDrpc;

/// <summary>The answer of a function that may answer in part (<see cref="FunctionBuilder.WithPartialAnswers"/>).</summary>
/// <param name="Value">The answer.</param>
/// <param name="Coverage">Null: it is whole. Otherwise the share of the work that was done, as in <see cref="DrpcReply.Coverage"/>.</param>
public readonly record struct PartialAnswer<T>(T Value, double? Coverage)
{
    /// <summary>Whether everything is in it.</summary>
    public bool IsWhole => Coverage is null;
}
