namespace OrleansDrpc.Thrift.Tests;

/// <summary>Bytes that come in pieces of any size, as from a connection.</summary>
internal sealed class PieceStream(byte[] bytes, Random random) : MemoryStream(bytes, writable: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var piece = random.Next(4) == 0 ? random.Next(1, 5) : random.Next(1, 4096);
        return base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
