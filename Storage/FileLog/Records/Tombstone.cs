namespace OrleansDrpc.Storage;

/// <summary>A request that is forgotten.</summary>
/// <param name="Id">The request.</param>
/// <param name="AddedIn">The number of the segment that had its first record; the tombstone is needed as long as that may still be there.</param>
internal readonly record struct Tombstone(RequestId Id, int AddedIn)
{
    /// <summary>In a record's head, in bytes.</summary>
    public const int Size = 20;
}
