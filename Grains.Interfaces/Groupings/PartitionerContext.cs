namespace OrleansDrpc;

/// <summary>What a partitioner has to know of the receiving stage.</summary>
/// <param name="TaskCount">How many tasks it has.</param>
/// <param name="LocalTasks">Those on the sender's silo.</param>
/// <param name="Seed">For random choices; the same for the same attempt, stage and task, so that a run can be repeated.</param>
/// <param name="Target">The receiving stage, for messages.</param>
internal sealed record PartitionerContext(int TaskCount, int[] LocalTasks, ulong Seed, string Target);
