using System.Text;

namespace OrleansDrpc.Storage;

/// <summary>The text of a record, encoded, with its checksum: made by the caller's thread, so that the writer's has less to do.</summary>
internal readonly struct RecordText
{
    private RecordText(byte[] bytes)
    {
        Bytes = bytes;
        Checksum = Storage.Checksum.Of(bytes);
    }

    public static RecordText None { get; } = new([]);

    public byte[] Bytes { get; }

    public uint Checksum { get; }

    public static RecordText Of(string? text) => string.IsNullOrEmpty(text) ? None : new(Encoding.UTF8.GetBytes(text));
}
