using System.Collections.Immutable;

namespace OrleansDrpc;

/// <summary>Items of, or for, a run: for the working task that is to run on them, or from the run for an aggregation.</summary>
[GenerateSerializer, Immutable, Alias("drpc.run-batch")]
internal sealed record RunBatch([property: Id(0)] long Run, [property: Id(1)] StageBatch Items);

/// <summary>What a run and all runs that follow from it sent to the aggregation, which has taken it.</summary>
[GenerateSerializer, Immutable, Alias("drpc.run-receipt")]
internal sealed record RunReceipt([property: Id(0)] ImmutableArray<RunCount> Sent);

/// <summary>How many items a run sent to a partition.</summary>
[GenerateSerializer, Immutable, Alias("drpc.run-count")]
internal readonly record struct RunCount([property: Id(0)] long Run, [property: Id(1)] int Partition, [property: Id(2)] long Items);
