using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>An attempt that is to run on a silo too.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Function">The function's name.</param>
/// <param name="PlanVersion">The version of its plan at the attempt's home, which must be this silo's too.</param>
/// <param name="Silos">The silos that it is laid over.</param>
/// <param name="Home">The silo of its request grain.</param>
/// <param name="Remaining">How long it still has.</param>
/// <param name="Priority">Whether it goes before or after others.</param>
/// <param name="RerunsTasks">Whether lost tasks run again; where its tasks and partitions are depends on it.</param>
/// <param name="Limit">How long it had when it began.</param>
[GenerateSerializer, Immutable, Alias("drpc.open")]
internal sealed record OpenRequest(
    [property: Id(0)] AttemptId Attempt,
    [property: Id(1)] string Function,
    [property: Id(2)] string PlanVersion,
    [property: Id(3)] ImmutableArray<SiloAddress> Silos,
    [property: Id(4)] SiloAddress Home,
    [property: Id(5)] TimeSpan Remaining,
    [property: Id(6)] RequestPriority Priority,
    [property: Id(7)] bool RerunsTasks,
    [property: Id(8)] TimeSpan Limit);

/// <summary>Items on their way to a task.</summary>
[GenerateSerializer, Immutable, Alias("drpc.stage-batch")]
internal sealed record StageBatch(
    [property: Id(0)] AttemptId Attempt, [property: Id(1)] int Stage, [property: Id(2)] int Task, [property: Id(3)] ItemBatch Items);

/// <summary>Asks a silo to finish its tasks of a stage.</summary>
[GenerateSerializer, Immutable, Alias("drpc.complete")]
internal sealed record CompleteStage(
    [property: Id(0)] AttemptId Attempt, [property: Id(1)] int Stage, [property: Id(2)] ImmutableArray<TaskCount> Expected)
{
    public static CompleteStage Of(AttemptId attempt, PlanStage stage, int[] tasks, long[] expected) =>
        new(attempt, stage.Index, [.. tasks.Select(task => new TaskCount(task, expected[task]))]);
}

/// <summary>How many items are meant for a task.</summary>
[GenerateSerializer, Immutable, Alias("drpc.task-count")]
internal readonly record struct TaskCount([property: Id(0)] int Task, [property: Id(1)] long Items);

/// <summary>What a task sent, and, in the last stage, its values. Receipts add up.</summary>
[GenerateSerializer, Immutable, Alias("drpc.receipt")]
internal sealed record StageReceipt([property: Id(0)] ImmutableArray<SentCount> Sent, [property: Id(1)] ImmutableArray<ItemBatch> Values)
{
    public static StageReceipt Empty { get; } = new([], []);
}

/// <summary>How many items went over an edge to one of the receiver's tasks.</summary>
[GenerateSerializer, Immutable, Alias("drpc.sent-count")]
internal readonly record struct SentCount([property: Id(0)] int Edge, [property: Id(1)] int Task, [property: Id(2)] long Items);
