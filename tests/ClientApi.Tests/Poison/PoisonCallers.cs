using System.Collections.Concurrent;
using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Callers who call one function again and again, whatever comes back, until they are stopped. Who is refused waits as long as he is told.</summary>
internal sealed class PoisonCallers
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http;
    private readonly string _path;
    private readonly string _argument;
    private readonly Task _calling;

    public PoisonCallers(HttpClient http, string function, string argument, int count)
    {
        _http = http;
        _path = $"drpc/{Uri.EscapeDataString(function)}";
        _argument = argument;
        _calling = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(CallAsync)));
    }

    /// <summary>What came back, and how often.</summary>
    public ConcurrentDictionary<HttpStatusCode, int> Outcomes { get; } = [];

    /// <summary>Waits until a call has ended so.</summary>
    public Task MetAsync(HttpStatusCode status) => Waits.Until(() => Outcomes.ContainsKey(status), $"a call of the poison to end with {status}");

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _calling.Within("the last calls of the poison to end");
    }

    private async Task CallAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var answer = await _http.PostAsync(_path, new StringContent(_argument));
            Outcomes.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
            if (answer.Headers.RetryAfter?.Delta is { } wait)
            {
                await Task.Delay(wait, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
