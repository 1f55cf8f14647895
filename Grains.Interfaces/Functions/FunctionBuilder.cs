namespace OrleansDrpc;

/// <summary>The start of a definition: a name. See <see cref="DrpcFunction.Named"/>.</summary>
public sealed class FunctionBuilder
{
    private readonly string _name;
    private readonly FunctionSettings _settings;

    internal FunctionBuilder(string name, FunctionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
        _settings = settings ?? new FunctionSettings();
    }

    /// <summary>How long a request may take, from its arrival; a caller may ask for less, not for more.</summary>
    public FunctionBuilder WithDeadline(TimeSpan deadline) => new(_name, _settings with { Deadline = deadline });

    /// <summary>One sentence for whoever lists the functions.</summary>
    public FunctionBuilder WithDescription(string description) => new(_name, _settings with { Description = description });

    /// <summary>Says what the function takes.</summary>
    public StageBuilder<TArgument, TArgument> Takes<TArgument>() => new(_name, _settings, [], []);
}
