using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>The faults of a seed: what goes wrong, and when.</summary>
internal sealed class FaultPlan
{
    private static readonly (Type Interface, string? Method)[] Calls =
    [
        (typeof(IDispatcherGrain), nameof(IDispatcherGrain.OpenAsync)), (typeof(IDispatcherGrain), nameof(IDispatcherGrain.WatchAsync)),
        (typeof(IDispatcherGrain), nameof(IDispatcherGrain.PostAsync)), (typeof(IDispatcherGrain), nameof(IDispatcherGrain.CompleteAsync)),
        (typeof(IDispatcherGrain), nameof(IDispatcherGrain.RunAsync)), (typeof(IAggregatorGrain), nameof(IAggregatorGrain.AddFromRunAsync)),
        (typeof(IDispatcherGrain), nameof(IDispatcherGrain.EndAsync)), (typeof(IDispatcherGrain), nameof(IDispatcherGrain.CutOffAsync)),
        (typeof(IAggregatorGrain), nameof(IAggregatorGrain.AddAsync)), (typeof(IAggregatorGrain), nameof(IAggregatorGrain.FinishAsync)),
        (typeof(IStageWorkerGrain), nameof(IStageWorkerGrain.RunAsync)), (typeof(IDispatcherGrain), null), (typeof(IAggregatorGrain), null),
    ];

    private readonly Random _random;
    private readonly List<FaultEvent> _events = [];

    public FaultPlan(Random random, FaultFamily family)
    {
        _random = random;
        Length = TimeSpan.FromMilliseconds(random.Next(20, 150));
        if ((family & FaultFamily.Calls) != 0)
        {
            AddSome(1, 4, faults => _ = faults.Faults.Add(CallRule()));
        }

        if ((family & FaultFamily.Silos) != 0)
        {
            AddSilos();
        }

        if ((family & FaultFamily.Cuts) != 0)
        {
            AddCuts();
        }
    }

    /// <summary>After this all faults have stopped.</summary>
    public TimeSpan Length { get; }

    public IReadOnlyList<FaultEvent> Events => [.. _events.OrderBy(fault => fault.At)];

    /// <summary>Some at the start, the others on the way.</summary>
    private void AddSome(int least, int most, Action<ModelCluster> change)
    {
        for (var i = _random.Next(least, most); i > 0; i--)
        {
            _events.Add(new FaultEvent(_random.Next(2) == 0 ? TimeSpan.Zero : Time(), change));
        }
    }

    private TimeSpan Time() => Length * _random.NextDouble();

    private FaultRule CallRule()
    {
        var (type, method) = Calls[_random.Next(Calls.Length)];
        var kind = (FaultKind)_random.Next((int)FaultKind.Delay, (int)FaultKind.KillTarget);
        var failure = _random.Next(3);
        return new FaultRule(kind)
        {
            Interface = type,
            Method = method,
            OnCall = _random.Next(3) == 0 ? _random.Next(1, 20) : null,
            Probability = _random.Next(4) switch { 0 => 1, 1 => 0.3, _ => 0.05 },
            Seed = _random.Next(),
            Delay = TimeSpan.FromMilliseconds(_random.Next(1, 150)),
            Failure = failure == 0 ? () => new TimeoutException("A fault of the model.") : () => new SiloUnavailableException("A fault of the model."),
        };
    }

    private void AddSilos()
    {
        var (kind, call, onCall, victim) = (_random.Next(5), Calls[_random.Next(Calls.Length)], _random.Next(1, 20), _random.Next());
        _events.Add(kind switch
        {
            0 => new FaultEvent(TimeSpan.Zero, cluster => cluster.KillOnCall(Rule(FaultKind.KillTarget, cluster), victim)),
            1 => new FaultEvent(TimeSpan.Zero, cluster => cluster.KillOnCall(Rule(FaultKind.KillCaller, cluster), victim)),
            2 or 3 => new FaultEvent(Time(), cluster => cluster.Kill(victim)),
            _ => new FaultEvent(Time(), cluster => cluster.Stop(victim)),
        });
        if (_random.Next(2) == 0)
        {
            _events.Add(new FaultEvent(Time(), cluster => cluster.Start()));
        }

        FaultRule Rule(FaultKind faultKind, ModelCluster cluster)
        {
            var silo = cluster.Address(victim);
            return new FaultRule(faultKind)
            {
                Interface = call.Interface, Method = call.Method, OnCall = onCall,
                Target = faultKind == FaultKind.KillTarget ? silo : null, Caller = faultKind == FaultKind.KillCaller ? silo : null,
            };
        }
    }

    private void AddCuts()
    {
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var (one, from, to) = (_random.Next(), Time(), Time());
            _events.Add(new FaultEvent(from, cluster => cluster.Faults.Cut(cluster.Address(one), cluster.Address(one + 1))));
            if (to > from)
            {
                _events.Add(new FaultEvent(to, cluster => cluster.Faults.Heal(cluster.Address(one), cluster.Address(one + 1))));
            }
        }
    }
}

/// <summary>A change for the worse or the better at a time after a seed's start.</summary>
internal sealed record FaultEvent(TimeSpan At, Action<ModelCluster> Change);
