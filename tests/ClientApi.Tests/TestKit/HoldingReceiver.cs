using System.Net;
using System.Net.Sockets;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>An HTTP server that takes callbacks and does not answer before the test says so.</summary>
internal sealed class HoldingReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;
    private int _held;
    private int _mostHeld;

    public HoldingReceiver()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/outcomes/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>How many wait for an answer.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>How many waited at once at the most.</summary>
    public int MostHeld => Volatile.Read(ref _mostHeld);

    /// <summary>Answers all, and all that come from now on.</summary>
    public void Open() => _opened.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Open();
        _listener.Close();
        await _serving.Within("the receiver to end");
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = HoldAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HoldAsync(HttpListenerContext context)
    {
        // Callbacks come one after the other, so nobody else counts meanwhile.
        var held = Interlocked.Increment(ref _held);
        Volatile.Write(ref _mostHeld, Math.Max(held, MostHeld));
        await _opened.Task;
        Interlocked.Decrement(ref _held);
        try
        {
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Its sender has gone.
        }
    }
}
