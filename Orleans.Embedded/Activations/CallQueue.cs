namespace OrleansDrpc.Embedded;

/// <summary>Calls that wait for their activation, linked through the calls themselves.</summary>
internal struct CallQueue
{
    private GrainCall? _head;
    private GrainCall? _tail;

    internal void Add(GrainCall call)
    {
        if (_tail is null)
        {
            _head = call;
        }
        else
        {
            _tail.NextWaiting = call;
        }

        _tail = call;
    }

    /// <summary>Takes the first call that may begin now: a call that interleaves overtakes those that cannot.</summary>
    internal GrainCall? TakeFirst(Activation activation)
    {
        GrainCall? before = null;
        for (var call = _head; call is not null; before = call, call = call.NextWaiting)
        {
            if (!activation.MayBegin(call))
            {
                continue;
            }

            _tail = ReferenceEquals(call, _tail) ? before : _tail;
            if (before is null)
            {
                _head = call.NextWaiting;
            }
            else
            {
                before.NextWaiting = call.NextWaiting;
            }

            call.NextWaiting = null;
            return call;
        }

        return null;
    }

    internal List<GrainCall>? TakeAll()
    {
        List<GrainCall>? calls = null;
        while (_head is { } call)
        {
            (calls ??= []).Add(call);
            _head = call.NextWaiting;
            call.NextWaiting = null;
        }

        _tail = null;
        return calls;
    }
}
