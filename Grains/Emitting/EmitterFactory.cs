using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>Makes the emitters of a stage.</summary>
internal sealed class EmitterFactory<T>(DrpcFunction function, PlanStage stage, IServiceProvider services)
{
    private readonly PlanEdge<T>[] _edges = [.. function.Plan.OutgoingOf(stage.Index).Cast<PlanEdge<T>>()];
    private readonly DrpcOptions _options = services.GetRequiredService<IOptions<DrpcOptions>>().Value;

    /// <param name="request">The attempt.</param>
    /// <param name="task">The sending task.</param>
    /// <param name="sequence">Which run of the stage on this silo.</param>
    /// <param name="slot">The sender's right to compute.</param>
    /// <param name="run">The sender's run, where lost tasks run again.</param>
    public Emitter<T> Create(RunningRequest request, int task, int sequence, WorkerSlot slot, TaskRun? run = null)
    {
        var outputs = _edges.Length == 0 ? [] : new EdgeOutput<T>[_edges.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            var edge = _edges[i];
            outputs[i] = new EdgeOutput<T>(edge, request.Plan.Function.Stages[edge.To], request.Partitioning(edge, task, sequence), _options);
        }

        return new Emitter<T>(request, stage, task, outputs, slot, run, _options);
    }
}
