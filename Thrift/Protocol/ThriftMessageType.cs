namespace OrleansDrpc.Thrift;

/// <summary>The kinds of messages, by their numbers in Thrift's binary protocol.</summary>
internal enum ThriftMessageType : byte
{
    Call = 1,
    Reply = 2,
    Exception = 3,
    Oneway = 4,
}
