using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>Runs an <see cref="IStage{TIn, TOut}"/> over batches.</summary>
internal sealed class WorkerCode<TIn, TOut>(DrpcFunction function, WorkerStage<TIn, TOut> stage, IServiceProvider services) : WorkerCode
{
    private static readonly long Slice = Stopwatch.Frequency / 1000;
    private readonly EmitterFactory<TOut> _emitters = new(function, stage, services);
    private readonly StageInstance<IStage<TIn, TOut>>? _shared = stage.Factory.IsShared ? new(stage.Factory, services) : null;
    private readonly WorkerGate _gate = services.GetRequiredService<WorkerGate>();

    public override async Task<StageReceipt> RunAsync(RunningRequest request, StageWork work)
    {
        var run = work.Run == 0 ? null : request.Runs!.Get(work.Run);
        var slot = new WorkerSlot(_gate, request);
        try
        {
            await slot.EnterAsync();
            await using var instance = _shared ?? new StageInstance<IStage<TIn, TOut>>(stage.Factory, services);
            var output = _emitters.Create(request, work.Task, work.Sequence, slot, run);
            await ExecuteAsync(instance, work.Items.Items<TIn>(), output, slot, run?.CodeToken ?? request.WorkToken);
            return await output.CompleteAsync();
        }
        catch (Exception e) when (!request.HasEnded && !Failures.IsOfService(e, request))
        {
            throw Failures.OfCode(e, request, stage.Name, work.Task);
        }
        finally
        {
            slot.Close();
        }
    }

    private static async ValueTask ExecuteAsync(StageInstance<IStage<TIn, TOut>> instance, ReadOnlyMemory<TIn> items, Emitter<TOut> output, WorkerSlot slot, CancellationToken token)
    {
        var sliceStart = items.Length > 1 ? Stopwatch.GetTimestamp() : 0;
        for (var i = 0; i < items.Length; i++)
        {
            token.ThrowIfCancellationRequested();
            var call = instance.Code.ExecuteAsync(items.Span[i], output, token);
            if (!call.IsCompletedSuccessfully)
            {
                await slot.WaitAsync(instance.Running = call.AsTask(), output.IsFlushing);
            }

            if (slot.IsWanted && i + 1 < items.Length && Stopwatch.GetTimestamp() - sliceStart > Slice)
            {
                await slot.YieldAsync();
                sliceStart = Stopwatch.GetTimestamp();
            }
        }
    }
}
