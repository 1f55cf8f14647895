using System.Text;

namespace OrleansDrpc.Thrift;

/// <summary>What stands before the fields of a message.</summary>
internal readonly ref struct MessageHeader(ThriftMessageType type, ReadOnlySpan<byte> name, int sequenceId)
{
    public ThriftMessageType Type { get; } = type;

    /// <summary>The method's name in UTF-8; part of the frame.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>The caller's number for the call, which the reply repeats.</summary>
    public int SequenceId { get; } = sequenceId;

    /// <summary>The name for a message to people, whatever its bytes are.</summary>
    public string NameText => Encoding.UTF8.GetString(Name);
}
