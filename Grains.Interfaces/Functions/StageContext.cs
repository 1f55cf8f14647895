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
    AttemptId Attempt, string Function, string Stage, int Task, int TaskCount, int TargetTaskCount, string Silo);
