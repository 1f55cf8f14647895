using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class PlacementTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(3, configure: silo => silo
        .AddPlacementDirector<PinnedPlacement, PinnedPlacementDirector>()
        .AddPlacementDirector<PerCallerPlacement, PerCallerPlacementDirector>()
        .AddGrainDirectory("none", (_, _) => new NoDirectory()));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task PreferLocal_CalledFromEachSilo_StaysOnTheSiloOfTheFirstCaller()
    {
        for (var silo = 0; silo < 3; silo++)
        {
            Assert.Equal(_cluster.Silos[silo].SiloAddress, await _cluster.From(silo).GetGrain<ILocalGrain>($"local-{silo}").WhereAsync());
            Assert.Equal(_cluster.Silos[silo].SiloAddress, await _cluster.From((silo + 1) % 3).GetGrain<ILocalGrain>($"local-{silo}").WhereAsync());
        }
    }

    [Fact]
    public async Task HashBased_SameKey_GoesToTheSameSiloAfterEachActivation()
    {
        var places = new List<SiloAddress>();
        for (var round = 0; round < 5; round++)
        {
            var grain = _cluster.From(round % 3).GetGrain<IHashedGrain>("hashed");
            places.Add(await grain.WhereAsync());
            await _cluster.DeactivateAsync(grain).Within("the deactivation");
        }

        Assert.Single(places.Distinct());
    }

    [Fact]
    public async Task Random_ManyGrains_UsesAllSilos()
    {
        var places = await Task.WhenAll(Enumerable.Range(0, 60).Select(index => _cluster.From(0).GetGrain<IScatteredGrain>($"random-{index}").WhereAsync()));

        Assert.Equal(3, places.Distinct().Count());
    }

    [Fact]
    public async Task CustomDirector_SiloInTheKey_PlacesThereWhoeverCalls()
    {
        for (var target = 0; target < 3; target++)
        {
            var address = _cluster.Silos[target].SiloAddress;
            for (var caller = 0; caller < 3; caller++)
            {
                Assert.Equal(address, await _cluster.From(caller).GetGrain<IPinnedGrain>($"{address.ToParsableString()}|x").WhereAsync());
            }

            Assert.Equal(address, await _cluster.Client.GetGrain<IPinnedGrain>($"{address.ToParsableString()}|x").WhereAsync());
        }
    }

    [Fact]
    public async Task CustomDirector_ForALivingGrain_IsAskedOncePerCaller()
    {
        var address = _cluster.Silos[1].SiloAddress;
        var key = $"{address.ToParsableString()}|asked";

        for (var call = 0; call < 10; call++)
        {
            await _cluster.From(0).GetGrain<IPinnedGrain>(key).WhereAsync();
            await _cluster.From(1).GetGrain<IPinnedGrain>(key).WhereAsync();
        }

        Assert.Equal(2, Signals.Count($"director:{key}"));
    }

    [Fact]
    public async Task CustomDirector_AfterTheGrainHasEnded_IsAskedAgain()
    {
        var key = $"{_cluster.Silos[1].SiloAddress.ToParsableString()}|again";
        var grain = _cluster.From(0).GetGrain<IPinnedGrain>(key);
        await grain.WhereAsync();
        await _cluster.DeactivateAsync(grain).Within("the deactivation");

        await grain.WhereAsync();

        Assert.Equal(2, Signals.Count($"director:{key}"));
    }

    [Fact]
    public async Task CustomDirector_Throwing_FailsTheCallWithItsException()
    {
        var failure = await _cluster.From(0).GetGrain<IPinnedGrain>("127.0.0.1:1@1|x").WhereAsync().Fails<SiloUnavailableException>("the director's refusal");

        Assert.Contains("is not an active silo", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoDirectoryStrategy_DirectorDecidesForEachCaller_OneActivationASilo()
    {
        var instances = new List<Guid>();
        for (var call = 0; call < 6; call++)
        {
            instances.Add(await _cluster.From(call % 3).GetGrain<IPerCallerGrain>("many").InstanceAsync());
        }

        Assert.Equal(3, instances.Distinct().Count());
        Assert.Equal(instances.Take(3), instances.Skip(3));
    }

    [Fact]
    public async Task FirstCalls_ToAPinnedGrainFromAllSilosAtOnce_MakeOneActivation()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = $"{_cluster.Silos[round % 3].SiloAddress.ToParsableString()}|race{round}";
            var counts = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => Task.Run(() => _cluster.From(index % 3).GetGrain<IPinnedGrain>(key).CountAsync())));
            Assert.Equal(Enumerable.Range(1, 12), counts.Order());
        }
    }

    [Fact]
    public async Task Grain_WithoutADirectorForItsStrategy_SaysSo()
    {
        var failure = await _cluster.Client.GetGrain<IUnplacedGrain>("x").PingAsync().Fails<OrleansConfigurationException>("the refusal");

        Assert.Contains("AddPlacementDirector", failure.Message, StringComparison.Ordinal);
    }
}
