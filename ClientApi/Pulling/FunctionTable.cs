namespace OrleansDrpc.ClientApi;

/// <summary>The functions by their names. Names come from workers and callers, so they are forgotten again. Not thread-safe: the queues' lock guards it.</summary>
internal sealed class FunctionTable
{
    /// <summary>The longest name, as of registered functions.</summary>
    public const int MaxNameLength = 200;

    /// <summary>How many names without requests are kept at the most; workers that ask for yet another one get nothing.</summary>
    public const int MaxIdleNames = 10_000;

    private readonly Dictionary<string, FunctionQueue> _functions = new(StringComparer.Ordinal);
    private readonly SiloFunctions _silo;
    private int _busy;

    public FunctionTable(SiloFunctions silo, IEnumerable<string> configured)
    {
        _silo = silo;
        foreach (var name in configured)
        {
            _functions[name] = new FunctionQueue(name, silo.Has(name), isConfigured: true);
        }
    }

    /// <summary>Those that have, or lately had, anything to do with workers.</summary>
    public IReadOnlyCollection<FunctionQueue> All => _functions.Values;

    public FunctionQueue? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>For a call, which is refused where its function is not known.</summary>
    public FunctionQueue GetForCall(string name) => Find(name) ?? Add(name);

    /// <returns>Null: there are too many names, or this one is too long.</returns>
    public FunctionQueue? GetForWorker(string name) =>
        Find(name) ?? (name.Length <= MaxNameLength && _functions.Count - _busy < MaxIdleNames ? Add(name) : null);

    public bool IsKnown(string name, TimeSpan now) => _silo.Has(name) || Find(name)?.IsKnown(now) == true;

    /// <summary>Everything that can be called, by name.</summary>
    public IEnumerable<string> KnownNames(TimeSpan now) => _functions.Values.Where(function => function.IsKnown(now)).Select(function => function.Name)
        .Union(_silo.Names, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public void Opened(FunctionQueue function)
    {
        if (function.Open++ == 0)
        {
            _busy++;
        }
    }

    public void Closed(FunctionQueue function)
    {
        if (--function.Open == 0)
        {
            _busy--;
        }
    }

    public void ForgetIdle(TimeSpan now)
    {
        foreach (var function in _functions.Values)
        {
            function.ForgetIdleWorkers(now);
            if (function.IsForgettable(now))
            {
                _functions.Remove(function.Name);
            }
        }
    }

    private FunctionQueue Add(string name) => _functions[name] = new FunctionQueue(name, _silo.Has(name), isConfigured: false);
}
