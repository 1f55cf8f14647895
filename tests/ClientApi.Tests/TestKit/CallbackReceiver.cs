using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>An HTTP server that takes callbacks, and answers as the test says.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<int> _statuses;
    private readonly Channel<Callback> _received = Channel.CreateUnbounded<Callback>();
    private readonly Task _serving;

    /// <param name="statuses">What it answers first; then 200.</param>
    public CallbackReceiver(params int[] statuses)
    {
        _statuses = new ConcurrentQueue<int>(statuses);
        Url = $"http://127.0.0.1:{FreePort.Next()}/outcomes/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public int Count { get; private set; }

    /// <summary>The next one that comes.</summary>
    public Task<Callback> NextAsync() => _received.Reader.ReadAsync().AsTask().Within("a callback");

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.Within("the receiver to end");
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Count++;
            context.Response.StatusCode = _statuses.TryDequeue(out var status) ? status : 200;
            context.Response.Close();
            var headers = context.Request.Headers.AllKeys.ToDictionary(name => name!, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
            _received.Writer.TryWrite(new Callback(context.Request.HttpMethod, headers, Encoding.UTF8.GetString(body.ToArray())));
        }
    }
}

/// <summary>A callback that was received.</summary>
internal sealed record Callback(string Method, IReadOnlyDictionary<string, string> Headers, string Body);
