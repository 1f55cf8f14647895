using System.Diagnostics;

namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>Runs one seed on a cluster that is whole and idle, and leaves it so.</summary>
internal sealed class SeedRunner(ModelCluster cluster, SeedModel model, StallMeter stalls)
{
    private readonly List<string> _mistakes = [];
    private readonly SiloAddress[] _homes = [.. Enumerable.Range(0, 3).Select(cluster.Address)];

    /// <summary>How many calls were answered in part.</summary>
    public int PartialAnswers { get; private set; }

    /// <returns>What was wrong; nothing, where all is well.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync()
    {
        try
        {
            await RunUnderFaultsAsync();
            await cluster.RestoreAsync();
            await Leftovers.GoneAsync(cluster);
            await RunInCalmAsync();
            await Leftovers.GoneAsync(cluster);
            cluster.ForgetSuspicions();
        }
        catch (Exception e)
        {
            _mistakes.Add($"{e}");
        }

        return _mistakes;
    }

    private async Task RunUnderFaultsAsync()
    {
        var state = new SeedState(model.Family, _homes);
        cluster.Faults.HidesDeathsFromClients = model.HidesDeaths;
        var clients = Enumerable.Range(0, _homes.Length).Select(cluster.ClientOn).ToArray();
        var faults = RunFaultsAsync(state);
        var callers = model.Calls.Select(calls => CallAsync(calls, call => call.Home == ModelCall.Outside ? cluster.Client : clients[call.Home])).ToArray();
        var ends = await Task.WhenAll(callers);
        await faults;
        await CheckAsync(ends, state);
    }

    private async Task RunFaultsAsync(SeedState state)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            foreach (var fault in model.Faults.Events)
            {
                await UntilAsync(started, fault.At);
                fault.Change(cluster);
            }

            await UntilAsync(started, model.Faults.Length);
        }
        finally
        {
            Stop(state);
        }
    }

    private void Stop(SeedState state)
    {
        cluster.Calm();
        foreach (var fault in model.Functions.SelectMany(function => function.Faults))
        {
            fault.Stop();
        }

        state.Lost = [.. cluster.Lost];
        state.StoppedAt = cluster.Time.GetUtcNow();
    }

    private static async Task UntilAsync(long started, TimeSpan time)
    {
        var wait = time - Stopwatch.GetElapsedTime(started);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider.System);
        }
    }

    private async Task<List<CallEnd>> CallAsync(IEnumerable<ModelCall> calls, Func<ModelCall, IDrpcClient> clientOf)
    {
        await Task.Yield();
        var ends = new List<CallEnd>();
        foreach (var call in calls)
        {
            await Task.Delay(call.Pause, TimeProvider.System);
            ends.Add(await call.RunAsync(clientOf(call), stalls));
        }

        return ends;
    }

    private async Task CheckAsync(IEnumerable<List<CallEnd>> ends, SeedState state)
    {
        foreach (var end in ends.SelectMany(calls => calls))
        {
            PartialAnswers += end.IsPartial ? 1 : 0;
            if (await end.MistakeAsync(state) is { } mistake)
            {
                _mistakes.Add(mistake);
            }
        }
    }

    private async Task RunInCalmAsync()
    {
        var homes = Enumerable.Range(0, 3).Select(cluster.Address).ToArray();
        var state = new SeedState(default, homes) { IsCalm = true, StoppedAt = DateTimeOffset.MinValue };
        var ends = await Task.WhenAll(model.Functions.Select((function, i) =>
        {
            var call = new ModelCall(function, function.LargestArgument, i % homes.Length, TimeSpan.FromSeconds(20), null, TimeSpan.Zero);
            return CallAsync([call], _ => cluster.ClientOn(call.Home));
        }));
        await CheckAsync(ends, state);
    }
}
