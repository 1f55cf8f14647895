namespace OrleansDrpc.Storage;

/// <summary>Where PostgreSQL keeps durable requests. Read once, when the store is made.</summary>
public sealed class PostgresRequestStoreOptions
{
    /// <summary>The section of the configuration that is bound to this class.</summary>
    public const string Section = "Storage:Postgres";

    /// <summary>
    /// How to connect, in Npgsql's form: <c>Host=db.example;Database=drpc;Username=drpc;Password=...</c>. Required; it must name the host and the
    /// database. What it leaves out is set to 4 seconds to connect (<c>Timeout</c>), 4 seconds for a statement (<c>Command Timeout</c>) and 20
    /// connections (<c>Maximum Pool Size</c>). Leave <c>Max Auto Prepare</c> off: plans made while the tables are small would stay when they are big.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The schema of the database that holds the tables. The default value is drpc; 1 to 63 lower-case letters, digits and underscores, not
    /// starting with a digit or with pg_. It is created and migrated at the start. Front doors that share it share the requests.
    /// </summary>
    public string Schema { get; set; } = "drpc";

    /// <summary>How long the start waits for a server that cannot be reached yet. The default value is 30 seconds; zero or more.</summary>
    public TimeSpan StartLimit { get; set; } = TimeSpan.FromSeconds(30);
}
