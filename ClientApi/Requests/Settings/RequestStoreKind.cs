namespace OrleansDrpc.ClientApi;

/// <summary>Where durable requests are kept.</summary>
public enum RequestStoreKind
{
    /// <summary>In files of a directory, for one front door at a time.</summary>
    File = 0,

    /// <summary>In a PostgreSQL database, which front doors may share.</summary>
    Postgres = 1,

    /// <summary>Nowhere: requests cannot be submitted.</summary>
    None = 2,
}
