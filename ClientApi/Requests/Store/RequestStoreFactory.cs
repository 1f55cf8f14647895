using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes the store that the settings name.</summary>
internal sealed class RequestStoreFactory(IOptions<RequestsOptions> options, TimeProvider time, ILoggerFactory logs) : IRequestStoreFactory
{
    private readonly RequestsOptions _options = options.Value;

    public bool IsOff => _options.Store == RequestStoreKind.None;

    public bool CanWait => _options is { Store: RequestStoreKind.File, Directory: "" } && !Directory.Exists(RequestsOptions.DefaultDirectory);

    public static PostgresRequestStoreOptions Postgres(RequestsOptions options) =>
        new() { ConnectionString = options.ConnectionString, Schema = options.Schema, StartLimit = TimeSpan.Zero };

    public IRequestStore Create() => _options.Store == RequestStoreKind.Postgres
        ? new PostgresRequestStore(Postgres(_options), time, logs.CreateLogger<PostgresRequestStore>())
        : new FileRequestStore(Files(), logs.CreateLogger<FileRequestStore>());

    private FileRequestStoreOptions Files() => new() { Directory = _options.Directory == "" ? RequestsOptions.DefaultDirectory : _options.Directory };
}
