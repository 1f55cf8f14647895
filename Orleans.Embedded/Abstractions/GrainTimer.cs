using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}

[method: SetsRequiredMembers]
public readonly struct GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
{
    public required TimeSpan DueTime { get; init; } = dueTime;

    public required TimeSpan Period { get; init; } = period;

    public bool Interleave { get; init; }

    public bool KeepAlive { get; init; }
}
