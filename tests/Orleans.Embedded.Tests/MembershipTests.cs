using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class MembershipTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() =>
        _cluster = await Clusters.StartAsync(3, configure: silo => silo.AddPlacementDirector<PinnedPlacement, PinnedPlacementDirector>());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Snapshot_WhenASiloStartsOrEnds_ChangesAndItsVersionGrows()
    {
        var membership = Membership(0);
        var before = membership.CurrentSnapshot;
        Assert.Equal(3, before.Members.Values.Count(member => member.Status == SiloStatus.Active));
        Assert.Equal("Primary", before.Members[_cluster.Silos[0].SiloAddress].Name);

        var added = await _cluster.StartAdditionalSiloAsync();
        Assert.Equal(SiloStatus.Active, membership.CurrentSnapshot.GetSiloStatus(added.SiloAddress));
        await _cluster.KillSiloAsync(added);
        Assert.Equal(SiloStatus.Dead, membership.CurrentSnapshot.GetSiloStatus(added.SiloAddress));
        var stopped = _cluster.Silos[1];
        await _cluster.StopSiloAsync(stopped);

        Assert.Equal(SiloStatus.Dead, membership.CurrentSnapshot.GetSiloStatus(stopped.SiloAddress));
        Assert.True(membership.CurrentSnapshot.Version.Value > before.Version.Value);
    }

    [Fact]
    public async Task MembershipUpdates_GiveThePresentSnapshotAndEachLaterOne()
    {
        var victim = _cluster.Silos[2];
        await using var updates = Membership(0).MembershipUpdates.GetAsyncEnumerator();
        await updates.MoveNextAsync().AsTask().Within("the present snapshot");
        var version = updates.Current.Version;
        Assert.Equal(SiloStatus.Active, updates.Current.GetSiloStatus(victim.SiloAddress));

        await _cluster.KillSiloAsync(victim);
        await updates.MoveNextAsync().AsTask().Within("the next snapshot");

        Assert.Equal(SiloStatus.Dead, updates.Current.GetSiloStatus(victim.SiloAddress));
        Assert.Equal(version.Value + 1, updates.Current.Version.Value);
    }

    [Fact]
    public async Task Kill_WithCallsRunningThere_FailsThemForEveryCaller()
    {
        var victim = _cluster.Silos[2];
        var key = $"{victim.SiloAddress.ToParsableString()}|hold";
        var calls = new[]
        {
            _cluster.From(0).GetGrain<IFrailGrain>(key).HoldAsync(),
            _cluster.Client.GetGrain<IFrailGrain>(key).HoldAsync(),
            _cluster.From(1).GetGrain<IFrailGrain>($"{_cluster.Silos[1].SiloAddress.ToParsableString()}|via").CallAsync(key),
        };
        await Signals.Of($"{key}:held").Within("the first call to run");

        await _cluster.KillSiloAsync(victim);

        foreach (var call in calls)
        {
            await call.WaitAsync(TimeSpan.FromSeconds(1)).Fails<SiloUnavailableException>("the failure");
        }
    }

    [Fact]
    public async Task Kill_HiddenFromClients_FailsTheCallsOfSilosAlone()
    {
        _cluster.GetFaults().HidesDeathsFromClients = true;
        var victim = _cluster.Silos[2];
        var key = $"{victim.SiloAddress.ToParsableString()}|hold";
        var ofClient = _cluster.Client.GetGrain<IFrailGrain>(key).HoldAsync();
        var ofSilo = _cluster.From(0).GetGrain<IFrailGrain>(key).HoldAsync();
        await Signals.Of($"{key}:held").Within("the first call to run");

        await _cluster.KillSiloAsync(victim);

        await ofSilo.WaitAsync(TimeSpan.FromSeconds(1)).Fails<SiloUnavailableException>("the failure");
        Assert.False(ofClient.IsCompleted);
    }

    [Fact]
    public async Task Kill_OfTheCallersSilo_DropsItsGrainsAndTheirCalls()
    {
        var (caller, callee) = (_cluster.Silos[1], _cluster.Silos[0]);
        var from = $"{caller.SiloAddress.ToParsableString()}|from";
        var to = $"{callee.SiloAddress.ToParsableString()}|to";
        var call = _cluster.From(0).GetGrain<IFrailGrain>(from).CallAsync(to);
        await Signals.Of($"{to}:held").Within("the inner call to run");

        await _cluster.KillSiloAsync(caller);
        await call.Fails<SiloUnavailableException>("the failure of the outer call");
        Signals.Set($"{to}:go");
        await _cluster.From(0).GetGrain<IFrailGrain>(to).PingAsync().Within("the callee, which lives on");

        Assert.False(Signals.Of($"{from}:called").IsCompleted);
    }

    [Fact]
    public async Task PinnedCall_ToADeadSilo_IsRefused()
    {
        var victim = _cluster.Silos[2];
        var grain = _cluster.From(0).GetGrain<IFrailGrain>($"{victim.SiloAddress.ToParsableString()}|late");
        await grain.PingAsync();

        await _cluster.KillSiloAsync(victim);

        await grain.PingAsync().Fails<SiloUnavailableException>("the refusal");
    }

    [Fact]
    public async Task Grain_OfADeadSilo_IsActivatedElsewhere()
    {
        var grains = Enumerable.Range(0, 30).Select(index => _cluster.From(index % 2).GetGrain<IScatteredGrain>($"moved-{index}")).ToList();
        await Task.WhenAll(grains.Select(grain => grain.WhereAsync()));
        var victim = _cluster.Silos[2];

        await _cluster.KillSiloAsync(victim);

        Assert.DoesNotContain(victim.SiloAddress, await Task.WhenAll(grains.Select(grain => grain.WhereAsync())).Within("all grains"));
    }

    [Fact]
    public async Task Stop_WithARunningCall_WaitsForItsAnswerAndDeactivates()
    {
        var leaver = _cluster.Silos[2];
        var key = $"{leaver.SiloAddress.ToParsableString()}|graceful";
        var call = _cluster.From(0).GetGrain<IFrailGrain>(key).HoldAsync();
        await Signals.Of($"{key}:held").Within("the call to run");

        var stopping = _cluster.StopSiloAsync(leaver);
        Assert.False(stopping.IsCompleted);
        Assert.Equal(SiloStatus.ShuttingDown, Membership(0).CurrentSnapshot.GetSiloStatus(leaver.SiloAddress));
        Signals.Set($"{key}:go");

        await call.Within("the answer");
        await stopping.Within("the stop");
        Assert.True(Signals.Of($"{key}:left").IsCompleted);
    }

    [Fact]
    public async Task Stop_UnderLoad_LosesNoCallOfGrainsThatMayMove()
    {
        var leaver = _cluster.Silos[2];
        using var done = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var calls = 0;
            while (!done.IsCancellationRequested)
            {
                await _cluster.From(worker % 2).GetGrain<IScatteredGrain>($"load-{worker}-{calls++ % 50}").WhereAsync();
                Signals.Add("under-load");
            }
        })).ToArray();
        await Signals.Of("under-load:500").Within("some load");

        await _cluster.StopSiloAsync(leaver).Within("the stop");
        await Signals.Of($"under-load:{Signals.Count("under-load") + 500}").Within("some load after the stop");
        await done.CancelAsync();

        await Task.WhenAll(load).Within("all calls to succeed");
    }

    private IClusterMembershipService Membership(int silo) => _cluster.Silos[silo].ServiceProvider.GetRequiredService<IClusterMembershipService>();
}

public interface IFrailGrain : IGrainWithStringKey
{
    Task HoldAsync();

    Task CallAsync(string key);

    [Orleans.Concurrency.AlwaysInterleave]
    Task PingAsync();
}

[PinnedPlacement]
public sealed class FrailGrain : Grain, IFrailGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task HoldAsync()
    {
        Signals.Set($"{Key}:held");
        await Signals.Of($"{Key}:go");
    }

    public async Task CallAsync(string key)
    {
        await GrainFactory.GetGrain<IFrailGrain>(key).HoldAsync();
        Signals.Set($"{Key}:called");
    }

    public Task PingAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Set($"{Key}:left");
        return Task.CompletedTask;
    }
}
