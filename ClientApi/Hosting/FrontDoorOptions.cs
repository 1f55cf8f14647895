namespace OrleansDrpc.ClientApi;

/// <summary>
/// Where the front door listens. Read once, when it starts; values out of range keep it from starting. A port is up to 65535; 0 takes a free
/// one, which is printed at the start; a negative one turns the listener off. An address is an IP address of this machine, 0.0.0.0 or :: for
/// all of them, or localhost; the default value is 127.0.0.1, so that nobody else can call.
/// </summary>
public sealed class FrontDoorOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "FrontDoor";

    /// <summary>The port for HTTP. The default value is 3774, as Storm's <c>drpc.http.port</c>.</summary>
    public int HttpPort { get; set; } = 3774;

    /// <summary>The address for HTTP.</summary>
    public string HttpAddress { get; set; } = "127.0.0.1";

    /// <summary>The port for Storm's Thrift clients (DistributedRPC). The default value is 3772, as Storm's <c>drpc.port</c>.</summary>
    public int ThriftPort { get; set; } = 3772;

    /// <summary>The address for Storm's Thrift clients.</summary>
    public string ThriftAddress { get; set; } = "127.0.0.1";

    /// <summary>The port for workers that pull (DistributedRPCInvocations). The default value is 3773, as Storm's <c>drpc.invocations.port</c>.</summary>
    public int InvocationsPort { get; set; } = 3773;

    /// <summary>The address for workers that pull.</summary>
    public string InvocationsAddress { get; set; } = "127.0.0.1";

    /// <summary>
    /// The longest frame on the Thrift ports, in bytes. The default value is 16 MiB; 1 KiB to 1 GiB. Whoever sends a longer one gets an error and
    /// loses the connection.
    /// </summary>
    public int MaxFrameBytes { get; set; } = 16 << 20;

    /// <summary>
    /// How many bytes the bodies and frames may have in all that have begun to come in and are not whole, at HTTP and Thrift together; those
    /// below 4,096 are not counted. What does not fit is refused as overloaded, but one alone always fits. The default value is 268,435,456;
    /// 1 MiB to 1 TiB.
    /// </summary>
    public long MaxReceivingBytes { get; set; } = 256L << 20;
}
