using System.Diagnostics.CodeAnalysis;

namespace OrleansDrpc;

/// <summary>The functions that a silo serves, for whoever lists them. Thread-safe.</summary>
public interface IFunctionCatalog
{
    /// <summary>All of them, by name.</summary>
    IReadOnlyList<DrpcFunction> Functions { get; }

    /// <summary>Looks one up.</summary>
    bool TryGet(string name, [MaybeNullWhen(false)] out DrpcFunction function);
}

internal sealed class FunctionCatalog(FunctionRegistry registry) : IFunctionCatalog
{
    public IReadOnlyList<DrpcFunction> Functions { get; } = [.. registry.All];

    public bool TryGet(string name, [MaybeNullWhen(false)] out DrpcFunction function) => registry.TryGet(name, out function);
}
