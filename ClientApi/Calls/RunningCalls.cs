using System.Collections.Concurrent;

namespace OrleansDrpc.ClientApi;

/// <summary>The calls over HTTP that wait for their answers here, so that others can cancel them by their ids. Thread-safe.</summary>
internal sealed class RunningCalls
{
    private readonly ConcurrentDictionary<RequestId, RunningCall> _running = new();

    /// <summary>Registers a call until it is disposed of.</summary>
    /// <param name="id">Its id. Of two with the same, which the engine refuses, only the first can be cancelled.</param>
    /// <param name="hangUp">Fires when its client goes away.</param>
    public RunningCall Enter(RequestId id, CancellationToken hangUp)
    {
        var call = new RunningCall(this, id, hangUp);
        _running.TryAdd(id, call);
        return call;
    }

    /// <returns>False: no such call is running.</returns>
    public bool Cancel(RequestId id)
    {
        if (!_running.TryGetValue(id, out var call))
        {
            return false;
        }

        call.Cancel();
        return true;
    }

    public void Leave(RunningCall call) => _running.TryRemove(KeyValuePair.Create(call.Id, call));
}
