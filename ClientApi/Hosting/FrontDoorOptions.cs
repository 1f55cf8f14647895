namespace OrleansDrpc.ClientApi;

/// <summary>Where the front door listens. Read once, when it starts; values out of range keep it from starting.</summary>
public sealed class FrontDoorOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "FrontDoor";

    /// <summary>The port for HTTP. The default value is 3774, as Storm's; 0 to 65535, 0: a free one.</summary>
    public int HttpPort { get; set; } = 3774;

    /// <summary>
    /// The address for HTTP. The default value is 127.0.0.1, so that nobody else can call; an IP address of this machine, 0.0.0.0 or :: for
    /// all of them, or localhost.
    /// </summary>
    public string HttpAddress { get; set; } = "127.0.0.1";
}
