namespace OrleansDrpc;

/// <summary>Who goes first where requests wait for a silo's workers.</summary>
public enum RequestPriority
{
    /// <summary>Somebody waits for it. The default.</summary>
    Interactive = 0,

    /// <summary>It can wait: it goes after the interactive ones, but has one turn in eight of its own, so that it always gets on.</summary>
    Batch = 1,
}
