using System.Buffers.Binary;
using System.Text;

namespace OrleansDrpc.Storage;

/// <summary>Reads what <see cref="HeadWriter"/> wrote. The checksum was found right before, so only another version of the format could not fit.</summary>
internal ref struct HeadReader(ReadOnlySpan<byte> head)
{
    private ReadOnlySpan<byte> _left = head;

    public RecordKind Kind() => (RecordKind)Byte();

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public RequestId Id() => new(new Guid(Take(16)));

    public DateTimeOffset Time() => new(Int64(), TimeSpan.Zero);

    public DateTimeOffset? OptionalTime() => Int64() is >= 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public double? OptionalDouble() => BitConverter.Int64BitsToDouble(Int64()) is var number && double.IsNaN(number) ? null : number;

    public string Text() => Encoding.UTF8.GetString(Take(Int32()));

    public string? OptionalText() => Bool() ? Text() : null;

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
