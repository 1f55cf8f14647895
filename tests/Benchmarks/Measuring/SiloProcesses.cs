using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.ClientApi;

namespace OrleansDrpc.Benchmarks;

/// <summary>Silos as worker processes of a front door, from the build's output.</summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly List<Process> _silos = [];

    private SiloProcesses()
    {
    }

    /// <summary>Starts so many, and waits until all of them serve.</summary>
    public static async Task<SiloProcesses> StartAsync(WebApplication door, int count, params string[] settings)
    {
        var workers = door.Services.GetRequiredService<ListenSockets>().Workers!.EndPoint;
        var silos = new SiloProcesses();
        for (var i = 0; i < count; i++)
        {
            silos._silos.Add(Start(["--drpc-servers", $"{workers}", .. settings]));
        }

        await silos.ServingAsync(door.Services.GetRequiredService<WorkerQueues>());
        return silos;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            silo.Kill();
            await silo.WaitForExitAsync();
            silo.Dispose();
        }
    }

    // What it says at its start is no part of the table; it fits into the pipe.
    private static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansDrpc.Silo.dll"), .. arguments]) { RedirectStandardOutput = true })!;

    private async Task ServingAsync(WorkerQueues queues)
    {
        var started = Stopwatch.GetTimestamp();
        while ((queues.Find(OneStage.Exclaim.Name)?.Workers ?? 0) != _silos.Count)
        {
            if (Stopwatch.GetElapsedTime(started) > Limit || _silos.Any(silo => silo.HasExited))
            {
                throw new InvalidOperationException($"{_silos.Count} silo processes do not serve after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s.");
            }

            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }
}
