namespace OrleansDrpc.Storage.Tests;

/// <summary>
/// The content of a file of a simulated disk. As with Linux, what a failed flush could not bring to the disk is shown as if it were there, and no
/// later flush brings it there.
/// </summary>
internal sealed class SimulatedFile(SimulatedDisk disk, byte[] content)
{
    private readonly List<(long From, long To)> _dirty = [];
    private byte[] _durable = content;

    /// <summary>As it is called now.</summary>
    public required string Name { get; set; }

    public byte[] Content { get; private set; } = content;

    /// <summary>Writes; half of it where it is made to fail.</summary>
    public void Write(byte[] bytes, long offset)
    {
        try
        {
            disk.Before?.Invoke(DiskStep.Write, Name);
        }
        catch
        {
            Put(bytes.AsSpan(0, bytes.Length / 2), offset);
            throw;
        }

        Put(bytes, offset);
    }

    public void Truncate(long length)
    {
        disk.Before?.Invoke(DiskStep.Truncate, Name);
        lock (disk.Gate)
        {
            Content = Content[..(int)length];
        }
    }

    public void Flush()
    {
        try
        {
            disk.Before?.Invoke(DiskStep.Flush, Name);
        }
        catch (FlushException)
        {
            Settle(isWritten: false);
            throw;
        }

        Settle(isWritten: true);
    }

    public byte[] AfterPowerFailure(Random random)
    {
        var tail = Content.Length > _durable.Length ? Content[_durable.Length..random.Next(_durable.Length, Content.Length + 1)] : [];
        if (tail.Length > 0 && random.Next(3) == 0)
        {
            // The length came to the disk, but not all of the blocks.
            tail.AsSpan(random.Next(tail.Length)).Clear();
        }

        return [.. _durable, .. tail];
    }

    private void Put(ReadOnlySpan<byte> bytes, long offset)
    {
        lock (disk.Gate)
        {
            var length = Math.Max(Content.Length, (int)offset + bytes.Length);
            var content = new byte[length];
            Content.CopyTo(content, 0);
            bytes.CopyTo(content.AsSpan((int)offset));
            Content = content;
            _dirty.Add((offset, offset + bytes.Length));
        }
    }

    private void Settle(bool isWritten)
    {
        lock (disk.Gate)
        {
            if (isWritten)
            {
                _durable = WithDirty();
            }

            _dirty.Clear();
        }
    }

    private byte[] WithDirty()
    {
        var durable = new byte[Content.Length];
        _durable.AsSpan(0, Math.Min(_durable.Length, durable.Length)).CopyTo(durable);
        foreach (var (from, to) in _dirty)
        {
            var (start, end) = ((int)Math.Min(from, durable.Length), (int)Math.Min(to, durable.Length));
            Content.AsSpan(start..end).CopyTo(durable.AsSpan(start));
        }

        return durable;
    }
}
