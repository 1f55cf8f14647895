using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using OrleansDrpc.Embedded;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Three silos on one clock, which faults may change and which is whole again afterwards.</summary>
internal sealed class ModelCluster : IAsyncDisposable
{
    private const int Silos = 3;
    private readonly InProcessTestCluster _cluster;
    private readonly List<Task> _changes = [];
    private SiloAddress[] _addresses = [];
    private FaultRule? _killing;
    private SiloAddress? _victim;

    private ModelCluster(InProcessTestCluster cluster, ModelTime time)
    {
        _cluster = cluster;
        Time = time;
    }

    public InProcessTestCluster Cluster => _cluster;

    public ModelTime Time { get; }

    public Faults Faults { get; private set; } = null!;

    /// <summary>Silos that faults have taken out since the last restoration.</summary>
    public IReadOnlyCollection<SiloAddress> Lost => _lost;

    /// <summary>A client outside.</summary>
    public IDrpcClient Client => _cluster.Client.ServiceProvider.GetRequiredService<IDrpcClient>();

    private readonly HashSet<SiloAddress> _lost = [];

    public static async Task<ModelCluster> StartAsync(IEnumerable<DrpcFunction> functions, Random random)
    {
        var time = new ModelTime();
        var builder = new InProcessTestClusterBuilder(Silos);
        var tune = Tuning(random);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromSeconds(1));
            silo.AddDrpc(drpc => drpc.AddFunctions(functions).Configure(tune));
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddSingleton<TimeProvider>(time);
            client.AddDrpcClient();
        });
        var cluster = new ModelCluster(builder.Build(), time);
        await cluster._cluster.DeployAsync();
        cluster.Faults = cluster._cluster.GetFaults();
        await cluster.RestoreAsync();
        return cluster;
    }

    /// <summary>One of the silos that were there when the seed began.</summary>
    public SiloAddress Address(int number) => _addresses[number % _addresses.Length];

    /// <summary>A client inside one of them.</summary>
    public IDrpcClient ClientOn(int number) => ServicesOf(number).GetRequiredService<IDrpcClient>();

    public IServiceProvider ServicesOf(int number) => _cluster.GetSiloServiceProvider(Address(number));

    public void KillOnCall(FaultRule rule, int victim)
    {
        _killing = Faults.Add(rule);
        _victim = Address(victim);
    }

    public void Kill(int victim) => Change(victim, _cluster.KillSiloAsync);

    public void Stop(int victim) => Change(victim, _cluster.StopSiloAsync);

    public void Start() => _changes.Add(Task.Run(_cluster.StartAdditionalSiloAsync));

    /// <summary>All faults stop.</summary>
    public void Calm()
    {
        Faults.Clear();
        if (_killing is { Hits: > 0 })
        {
            _lost.Add(_victim!);
        }

        _killing = null;
    }

    /// <summary>Waits for what the faults have begun, and makes it three silos again that suspect nobody.</summary>
    public async Task RestoreAsync()
    {
        await Task.WhenAll(_changes).Within(TimeSpan.FromSeconds(20), "silos to stop and start");
        _changes.Clear();
        foreach (var handle in _cluster.Silos.Where(silo => _lost.Contains(silo.SiloAddress)))
        {
            await _cluster.KillSiloAsync(handle);
        }

        while (_cluster.Silos.Count > Silos)
        {
            await _cluster.StopSiloAsync(_cluster.Silos[^1]);
        }

        while (_cluster.Silos.Count < Silos)
        {
            await _cluster.StartAdditionalSiloAsync();
        }

        _lost.Clear();
        _addresses = [.. _cluster.Silos.Select(silo => silo.SiloAddress)];
    }

    /// <summary>Lets the time pass after which silos that were lost are believed again.</summary>
    public void ForgetSuspicions() => Time.MoveOn(TimeSpan.FromSeconds(6));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static Action<DrpcOptions> Tuning(Random random)
    {
        var (items, queued, window, workers) = (random.Next(1, 100), random.Next(1, 5), random.Next(1, 5), random.Next(1, 5));
        return options =>
        {
            options.MaxBatchItems = items;
            options.MaxQueuedBatches = queued;
            options.SendWindow = window;
            options.WorkersPerSilo = workers;
            options.StuckCodeGrace = TimeSpan.FromMilliseconds(50);
            options.DrainTimeout = TimeSpan.FromMilliseconds(200);
        };
    }

    private void Change(int victim, Func<InProcessSiloHandle, Task> change)
    {
        var address = Address(victim);
        if (_lost.Add(address))
        {
            var handle = _cluster.Silos.First(silo => silo.SiloAddress.Equals(address));
            _changes.Add(Task.Run(() => change(handle)));
        }
    }
}
