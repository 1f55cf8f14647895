using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.Cluster.Tests;

/// <summary>What requests have left behind on a silo, in words.</summary>
internal static class SiloLeftovers
{
    public static IEnumerable<string> Of(IServiceProvider silo)
    {
        foreach (var request in silo.GetRequiredService<RequestTable>().All)
        {
            yield return $"attempt {request.Attempt} of {request.Function.Definition.Name}, ended: {request.HasEnded}, home: {request.Plan.Home}";
        }

        if (!silo.GetRequiredService<WorkerGate>().IsIdle)
        {
            yield return "worker slots";
        }

        var admission = silo.GetRequiredService<RequestAdmission>();
        if (admission.Count > 0 || admission.QueuedBytes > 0)
        {
            yield return $"{admission.Count} admitted requests, {admission.QueuedBytes} queued bytes";
        }

        var functions = silo.GetRequiredService<FunctionRegistry>();
        foreach (var function in functions.All.Where(function => functions.Get(function.Name).Limit is { Count: > 0 }))
        {
            yield return $"running requests counted for {function.Name}";
        }
    }
}
