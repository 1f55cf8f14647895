namespace OrleansDrpc.Storage;

/// <summary>Where a record was, and where its copy is.</summary>
internal readonly record struct RecordMove(RequestId Id, RecordKind Kind, Segment From, long OldOffset, long NewOffset);
