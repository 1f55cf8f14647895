namespace OrleansDrpc.Storage;

/// <summary>
/// What a record of the log says; the first byte of its head. Each record holds all that it is about, so that a later one of the same kind makes
/// an earlier one garbage: of a request are needed its <see cref="Added"/> or <see cref="Letter"/>, the last <see cref="Open"/> or <see cref="Ended"/> after it, and the
/// last <see cref="Callback"/> after that.
/// </summary>
internal enum RecordKind : byte
{
    /// <summary>All before this was on the disk when this was written. Begins everything that is written at once.</summary>
    Mark = 1,

    /// <summary>A request as submitted. The text is its argument.</summary>
    Added = 2,

    /// <summary>An open request as it stands.</summary>
    Open = 3,

    /// <summary>A request with its outcome. The text is its answer.</summary>
    Ended = 4,

    /// <summary>How the delivery of an outcome stands.</summary>
    Callback = 5,

    /// <summary>Requests that are forgotten, each with the segment in which it was added.</summary>
    Dropped = 6,

    /// <summary>A call that comes as a dead letter, with its outcome. The text is its argument.</summary>
    Letter = 7,
}
