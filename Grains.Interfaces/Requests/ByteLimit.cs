namespace OrleansDrpc;

/// <summary>Counts bytes that are held, and takes no more than allowed, unless it is one piece alone. Thread-safe.</summary>
internal class ByteLimit(long most)
{
    /// <summary>Pieces below this are not counted: their number is limited otherwise, and counting would cost them something.</summary>
    public const int Small = 4096;

    private long _bytes;

    public long Most => most;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <param name="bytes">The size of a piece.</param>
    /// <param name="least">How much must be left after it.</param>
    public bool TryEnter(long bytes, long least = 0)
    {
        if (bytes < Small)
        {
            return true;
        }

        var all = Interlocked.Add(ref _bytes, bytes);
        if (all <= most - least || all == bytes)
        {
            return true;
        }

        Leave(bytes);
        return false;
    }

    public void Leave(long bytes)
    {
        if (bytes >= Small)
        {
            Interlocked.Add(ref _bytes, -bytes);
        }
    }
}
