namespace OrleansDrpc;

/// <summary>
/// A function that callers name: what it takes, the plan of its stages, what it returns. Immutable; build one with <see cref="Named"/>
/// and register it on every silo.
/// </summary>
public abstract class DrpcFunction
{
    private protected DrpcFunction(string name, FunctionPlan plan, Type argumentType, Type resultType, FunctionSettings settings)
    {
        Name = name;
        Plan = plan;
        ArgumentType = argumentType;
        ResultType = resultType;
        Settings = settings;
    }

    /// <summary>The name by which callers ask for it.</summary>
    public string Name { get; }

    /// <summary>The stages and how they are connected.</summary>
    public FunctionPlan Plan { get; }

    /// <summary>The argument's type.</summary>
    public Type ArgumentType { get; }

    /// <summary>The result's type.</summary>
    public Type ResultType { get; }

    /// <summary>Deadline and the like.</summary>
    public FunctionSettings Settings { get; }

    /// <summary>Whether the result is the list of all values of the last stage, in place of its only one.</summary>
    public bool ReturnsAll => Settings.ReturnsAll;

    /// <summary>Starts the definition of a function.</summary>
    /// <param name="name">
    /// 1 to 200 characters without '/', '?', '#', '%', control characters and white space at the ends; not "." or "..".
    /// </param>
    public static FunctionBuilder Named(string name) => new(name);

    /// <summary>Reads an argument from text.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.BadArgument"/>: the text has not the right shape.</exception>
    internal abstract ItemBatch ReadArgument(string text);

    /// <summary>Whether the batch holds one argument of this function's type.</summary>
    internal abstract bool Accepts(ItemBatch argument);

    /// <summary>Puts the batches of values together that the tasks of the last stage returned.</summary>
    internal abstract ItemBatch JoinValues(IReadOnlyList<ItemBatch> parts);

    /// <summary>The answer as text.</summary>
    internal abstract string WriteAnswer(ItemBatch values);
}
