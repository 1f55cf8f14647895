using System.Diagnostics;

namespace OrleansDrpc.Interop.Tests;

/// <summary>A call of a function that only its test knows, and a worker of that function.</summary>
internal sealed class RawCall : IDisposable
{
    private readonly RawConnection _client;
    private readonly RawConnection _worker;

    private readonly string _fetch;

    private RawCall(RawConnection client, RawConnection worker, string fetch) => (_client, _worker, _fetch) = (client, worker, fetch);

    /// <summary>What the worker has fetched.</summary>
    public string Fetched { get; private set; } = "";

    public string RequestId => Golden.RequestIdOf(Fetched);

    /// <summary>Calls the function, whose name has as many letters as exclamation, with "hello".</summary>
    public static async Task<RawCall> SentAsync(ThriftDoor door, string function)
    {
        var client = await RawConnection.OpenAsync(door.Clients);
        var worker = await RawConnection.OpenAsync(door.Workers);
        var call = new RawCall(client, worker, Golden.FetchRequest.OfFunction(function));

        // A function is known when a worker has asked for its requests.
        Assert.Equal(Golden.Nothing, await worker.AskAsync(call._fetch));
        await client.SendAsync(Golden.Execute.OfFunction(function));
        return call;
    }

    /// <summary>Calls it, and has the worker fetch the request.</summary>
    public static async Task<RawCall> FetchedAsync(ThriftDoor door, string function)
    {
        var call = await SentAsync(door, function);
        call.Fetched = await call.PollAsync();
        return call;
    }

    /// <summary>What the worker is replied to a call.</summary>
    public Task<string> WorkAsync(string frame) => _worker.AskAsync(frame.OfRequest(RequestId));

    /// <summary>What the caller is replied.</summary>
    public Task<string> ReplyAsync() => _client.ReceiveAsync();

    public void Dispose()
    {
        _client.Dispose();
        _worker.Dispose();
    }

    private async Task<string> PollAsync()
    {
        var time = Stopwatch.StartNew();
        while (time.Elapsed < Waits.Limit)
        {
            var reply = await _worker.AskAsync(_fetch);
            if (reply != Golden.Nothing)
            {
                return reply;
            }
        }

        throw new TimeoutException($"Waited {Waits.Limit.TotalSeconds} s for the call to reach its worker.");
    }
}
