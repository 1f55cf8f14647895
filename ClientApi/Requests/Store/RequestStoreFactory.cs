using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes the store that the settings name.</summary>
internal sealed class RequestStoreFactory(IOptions<RequestsOptions> options, TimeProvider time, ILoggerFactory logs)
{
    private readonly RequestsOptions _options = options.Value;

    /// <summary>Whether there is none.</summary>
    public bool IsOff => _options.Store == RequestStoreKind.None;

    /// <summary>Whether there is nothing in it and nobody has asked for it by name, so that it can wait until it is needed.</summary>
    public bool CanWait => _options is { Store: RequestStoreKind.File, Directory: "" } && !Directory.Exists(RequestsOptions.DefaultDirectory);

    public static PostgresRequestStoreOptions Postgres(RequestsOptions options) =>
        new() { ConnectionString = options.ConnectionString, Schema = options.Schema, StartLimit = TimeSpan.Zero };

    /// <summary>A store that is not open.</summary>
    public IRequestStore Create() => _options.Store == RequestStoreKind.Postgres
        ? new PostgresRequestStore(Postgres(_options), time, logs.CreateLogger<PostgresRequestStore>())
        : new FileRequestStore(Files(), logs.CreateLogger<FileRequestStore>());

    private FileRequestStoreOptions Files() => new() { Directory = _options.Directory == "" ? RequestsOptions.DefaultDirectory : _options.Directory };
}
