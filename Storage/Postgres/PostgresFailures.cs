using System.Net.Sockets;
using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Turns what Npgsql throws into what happened and what to do.</summary>
internal static class PostgresFailures
{
    /// <summary>An exception of the database or of the way to it.</summary>
    public static bool IsOfDatabase(Exception exception) => exception is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Waiting may help: the server cannot be reached, or is starting, stopping or full.</summary>
    public static bool IsPassing(RequestStoreException exception) =>
        exception.InnerException is SocketException or IOException or TimeoutException or NpgsqlException { IsTransient: true }
        || exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown };

    /// <summary>The server ended the connection, perhaps long ago; a new one may do.</summary>
    public static bool IsBrokenConnection(RequestStoreException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || (exception.InnerException is NpgsqlException { IsTransient: true } and not PostgresException
            && exception.InnerException.InnerException is not TimeoutException);

    /// <summary>The server refused a statement because of what is in it; without that, it would do.</summary>
    public static bool IsByContent(RequestStoreException exception) =>
        exception.InnerException is PostgresException { IsTransient: false, SqlState: not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown) }
        || exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>The statement may have been carried out although it failed here.</summary>
    public static bool IsUncertain(Exception exception) => exception is not RequestStoreException { InnerException: PostgresException };

    public static RequestStoreException Explain(Exception exception, PostgresDatabase database) =>
        new($"{database.Name} {(exception is PostgresException refusal ? OfServer(refusal, database) : OfConnection(exception))}", exception);

    private static string OfServer(PostgresException refusal, PostgresDatabase database) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"does not let user '{database.User}' in: {refusal.MessageText}. Correct Username and Password in the connection string, or the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"cannot be used: {refusal.MessageText}. Create it, or correct Database in the connection string.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"does not allow user '{database.User}' to do this: {refusal.MessageText}. Grant it the rights to create and to use schema '{database.Schema}'.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
            $"has lost tables of schema '{database.Schema}': {refusal.MessageText}. Restore them; a start of this process creates missing schemas anew.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "is read-only. Name the primary server in the connection string.",
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded =>
            $"has no connection to spare: {refusal.MessageText}. Lower Maximum Pool Size in the connection strings, or raise the server's max_connections.",
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources =>
            $"is out of resources: {refusal.MessageText}. Make room on the server and try again.",
        PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown =>
            $"is stopping or starting: {refusal.MessageText}. Try again when it is up.",
        _ => $"refused this: {refusal.SqlState} {refusal.MessageText}.",
    };

    private static string OfConnection(Exception exception)
    {
        const string Advice = "Check that the server runs, and Host and Port in the connection string.";
        return Root(exception) switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
                $"cannot be reached: nobody knows this host. {Advice}",
            SocketException socket => $"cannot be reached: {socket.Message}. {Advice}",
            TimeoutException => $"did not answer in time. Check that the server runs and is not overloaded.",
            NpgsqlException { InnerException: null } plain => $"cannot be used: {plain.Message.TrimEnd('.')}.",
            _ => $"broke the connection off: {Root(exception).Message.TrimEnd('.')}. {Advice}",
        };
    }

    private static Exception Root(Exception exception)
    {
        while (exception.InnerException is { } inner && exception is not TimeoutException)
        {
            exception = inner;
        }

        return exception;
    }
}
