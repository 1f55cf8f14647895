using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>The functions that this silo knows. Immutable.</summary>
internal sealed class FunctionRegistry
{
    private const int MaxNamesInMessage = 20;
    private readonly FrozenDictionary<string, RegisteredFunction> _functions;
    private readonly RegisteredFunction[] _registered;
    private readonly FunctionWork[] _work;

    /// <exception cref="InvalidOperationException">Names are taken twice, or a stage cannot be created; all mistakes are listed.</exception>
    public FunctionRegistry(IEnumerable<DrpcFunction> functions, IServiceProvider services)
    {
        // A function that is registered again, the very same, is no mistake: AddDrpc may run several times.
        var distinct = functions.Distinct().ToArray();
        var mistakes = distinct
            .GroupBy(function => function.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"{same.Count()} functions are called '{same.Key}'; give each its own name.")
            .Concat(distinct.SelectMany(function => ConstructorCheck.Mistakes(function, services.GetRequiredService<IServiceProviderIsService>())))
            .ToArray();
        if (mistakes.Length > 0)
        {
            throw new InvalidOperationException($"The silo's functions have mistakes:{string.Concat(mistakes.Select(mistake => "\n  - " + mistake))}");
        }

        _functions = distinct.ToFrozenDictionary(
            function => function.Name, function => new RegisteredFunction(function, services), StringComparer.Ordinal);
        _registered = [.. _functions.Values];
        _work = [.. _functions.Values.Select(function => function.Work)];
    }

    public IEnumerable<DrpcFunction> All => _functions.Values.Select(function => function.Definition).OrderBy(function => function.Name, StringComparer.Ordinal);

    /// <summary>All of them, in no particular order.</summary>
    public ReadOnlySpan<RegisteredFunction> Registered => _registered;

    /// <summary>What the requests of all functions compute.</summary>
    public ReadOnlySpan<FunctionWork> Work => _work;

    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.UnknownFunction"/>.</exception>
    public RegisteredFunction Get(string name) =>
        _functions.TryGetValue(name, out var function) ? function : throw Unknown(name);

    public bool TryGet(string name, [MaybeNullWhen(false)] out DrpcFunction function)
    {
        function = _functions.TryGetValue(name, out var registered) ? registered.Definition : null;
        return function is not null;
    }

    private DrpcException Unknown(string name)
    {
        var names = string.Join(", ", All.Take(MaxNamesInMessage).Select(function => function.Name));
        var more = _functions.Count > MaxNamesInMessage ? $" and {_functions.Count - MaxNamesInMessage} more" : "";
        var known = _functions.Count == 0 ? "No function is registered here" : $"Known are: {names}{more}";
        return new DrpcException(DrpcFailureCode.UnknownFunction, $"There is no function '{(name.Length > 200 ? name[..200] : name)}'. {known}.");
    }
}
