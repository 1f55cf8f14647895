namespace OrleansDrpc;

/// <summary>Where a piece of a function's code is running.</summary>
/// <param name="Attempt">The request and the try.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Stage">The stage's name.</param>
/// <param name="Task">Which of the stage's tasks (or partitions) this is, from 0.</param>
/// <param name="TaskCount">How many tasks the stage has.</param>
/// <param name="TargetTaskCount">How many tasks the next stage has; 0 where this is the last.</param>
/// <param name="Silo">The silo, as text.</param>
public sealed record StageContext(
    AttemptId Attempt, string Function, string Stage, int Task, int TaskCount, int TargetTaskCount, string Silo)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long the attempt still has: until its deadline, or its attempt timeout where that comes first. Never below zero; each look tells anew.
    /// A day where nothing limits it, which is not so on a silo.
    /// </summary>
    public TimeSpan Remaining => Clock?.Invoke() ?? TimeSpan.FromDays(1);

    /// <summary>
    /// Options for a call of another function that this code makes: it ends by the time that is left of this request
    /// (<see cref="Remaining"/>), or by its function's own deadline where that comes first. Make them anew for each call.
    /// </summary>
    public CallOptions CallOptions => new() { Timeout = Remaining is var left && left > Least ? left : Least };

    internal Func<TimeSpan>? Clock { get; init; }
}
