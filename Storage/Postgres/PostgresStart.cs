using Microsoft.Extensions.Logging;

namespace OrleansDrpc.Storage;

/// <summary>Prepares the database, and waits a while for one that cannot be reached yet.</summary>
internal sealed partial class PostgresStart(PostgresDatabase database, PostgresRequestStoreOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="RequestStoreException">It cannot be used, or not yet.</exception>
    public async Task RunAsync(Ownership ownership, CancellationToken cancellationToken)
    {
        var schema = new PostgresSchema(database, Migration.All());
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                if (await schema.MigrateAsync(cancellationToken) is { } before)
                {
                    LogMigrated(database.Schema, database.Name, before, schema.Newest);
                }

                await ownership.BeginAsync(cancellationToken);
                return;
            }
            catch (RequestStoreException e) when (PostgresFailures.IsPassing(e) && time.GetElapsedTime(started) < options.StartLimit)
            {
                LogWaiting(e.Message, options.StartLimit);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schema '{Schema}' of {Database} was migrated from version {Before} to {Now}")]
    private partial void LogMigrated(string schema, string database, int before, int now);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Failure} The start waits for it for up to {Limit}")]
    private partial void LogWaiting(string failure, TimeSpan limit);
}
