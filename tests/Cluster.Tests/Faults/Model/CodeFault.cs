namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>What goes wrong in a function's own code.</summary>
internal enum CodeFaultKind
{
    Throws,
    ThrowsForGood,
    RefusesArgument,
    IsSlow,
    IsSlowAndDeaf,
    Blocks,
}

/// <summary>A fault of one stage's code: once, sometimes or always, until the faults of its seed stop. Thread-safe.</summary>
internal sealed class CodeFault(CodeFaultKind kind, int once, double share, int seed, TimeSpan delay)
{
    private int _calls;
    private volatile bool _hasStopped;

    public CodeFaultKind Kind => kind;

    public void Stop() => _hasStopped = true;

    /// <summary>For code that may wait.</summary>
    public async ValueTask StrikeAsync(CancellationToken cancellationToken)
    {
        if (!Hits())
        {
            return;
        }

        if (kind is CodeFaultKind.IsSlow or CodeFaultKind.IsSlowAndDeaf)
        {
            await Task.Delay(delay, TimeProvider.System, kind == CodeFaultKind.IsSlow ? cancellationToken : CancellationToken.None);
        }
        else
        {
            Strike();
        }
    }

    /// <summary>For code that may not.</summary>
    public void StrikeNow()
    {
        if (Hits())
        {
            Strike();
        }
    }

    private bool Hits()
    {
        if (_hasStopped)
        {
            return false;
        }

        var call = Interlocked.Increment(ref _calls);
        return once > 0 ? call == once : Numbers.Share(Numbers.Mix(seed, call)) < share;
    }

    private void Strike()
    {
        switch (kind)
        {
            case CodeFaultKind.Throws:
                throw new InvalidOperationException("A fault of the model.");
            case CodeFaultKind.ThrowsForGood:
                throw new PermanentException("A permanent fault of the model.");
            case CodeFaultKind.RefusesArgument:
                throw new DrpcException(DrpcFailureCode.BadArgument, "The model refuses its argument.");
            default:
                using (var never = new ManualResetEventSlim())
                {
                    never.Wait(delay / 4);
                }

                break;
        }
    }
}
