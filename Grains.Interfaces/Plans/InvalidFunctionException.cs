using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>A function was registered whose definition has mistakes; all of them are listed.</summary>
public sealed class InvalidFunctionException : ArgumentException
{
    internal InvalidFunctionException(string function, ImmutableArray<string> mistakes)
        : base($"Function '{function}' cannot be registered:{string.Concat(mistakes.Select(mistake => "\n  - " + mistake))}")
    {
        Function = function;
        Mistakes = mistakes;
    }

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>Each mistake, as a sentence.</summary>
    public ImmutableArray<string> Mistakes { get; }
}
