namespace OrleansDrpc.ClientApi;

/// <summary>
/// Front doors of which one is as good as another. Stays with one as long as connections to it can be made. Thread-safe.
/// </summary>
internal sealed class HttpServers : IDisposable
{
    /// <summary>How long a call may take where nobody says.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // The front door's own word, that the time is up, may come a little later.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SocketsHttpHandler _connections = HttpConnector.CreateHandler();
    private readonly HttpClient[] _servers;
    private volatile int _current;

    /// <param name="addresses">In the order in which they are tried; at least one.</param>
    /// <param name="timeout">How long a call may take.</param>
    public HttpServers(IEnumerable<Uri> addresses, TimeSpan? timeout)
    {
        _servers =
        [
            .. addresses.Select(address =>
                new HttpClient(_connections, disposeHandler: false) { BaseAddress = address, Timeout = (timeout ?? LongestWait) + Margin }),
        ];
    }

    /// <summary>Asks one server; the next, at once, only where no connection could be made.</summary>
    /// <exception cref="DrpcException">
    /// <see cref="DrpcFailureCode.SiloLost"/>, of which <see cref="ConnectFailure"/> knows: none was reached.
    /// </exception>
    public async Task<T> AskAsync<T>(Func<HttpClient, Task<T>> ask)
    {
        var failures = new List<string>();
        for (var index = _current; ; index = _current = (index + 1) % _servers.Length)
        {
            try
            {
                return await ask(_servers[index]);
            }
            catch (Exception e) when (ConnectFailure.Of(e) is { } failure)
            {
                failures.Add($"  {_servers[index].BaseAddress}: {failure.Message}");
                if (failures.Count == _servers.Length)
                {
                    throw new DrpcException(DrpcFailureCode.SiloLost, $"No server could be reached:\n{string.Join('\n', failures)}", failure);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }

        _connections.Dispose();
    }
}
