using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Makes load: calls of one function with one argument over HTTP. Disposal closes the connections.</summary>
internal sealed class Load : IDisposable
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private readonly HttpClient _http;
    private readonly string _path;
    private readonly string _argument;

    public Load(Uri door, string function, string argument)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = door, Timeout = Waits.Limit };
        _path = $"drpc/{function}";
        _argument = argument;
    }

    /// <summary>The only right answer; null: any is.</summary>
    public string? Expected { get; init; }

    /// <summary>So many callers for so long, each of whom calls again when he has his answer.</summary>
    /// <returns>Answers a second.</returns>
    public async Task<double> ClosedAsync(int callers, TimeSpan duration, LoadTally tally)
    {
        var started = Time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))).Within("closed load to end");
        return tally.Accepted / Time.GetElapsedTime(started).TotalSeconds;

        async Task CallAsync()
        {
            while (Time.GetElapsedTime(started) < duration)
            {
                await OneAsync(tally);
            }
        }
    }

    /// <summary>So many calls a second for so long, whatever becomes of those before.</summary>
    /// <returns>Calls a second that really were made.</returns>
    public async Task<double> OpenAsync(double rate, TimeSpan duration, LoadTally tally)
    {
        using var ticks = new PeriodicTimer(Tick, Time);
        var calls = new List<Task>();
        var started = Time.GetTimestamp();
        while (Time.GetElapsedTime(started) < duration)
        {
            for (var due = (int)(rate * Time.GetElapsedTime(started).TotalSeconds); calls.Count < due;)
            {
                calls.Add(OneAsync(tally));
            }

            await ticks.WaitForNextTickAsync();
        }

        var made = calls.Count / Time.GetElapsedTime(started).TotalSeconds;
        await Task.WhenAll(calls).Within("the calls of an open load to end");
        return made;
    }

    public void Dispose() => _http.Dispose();

    private async Task OneAsync(LoadTally tally)
    {
        var started = Time.GetTimestamp();
        try
        {
            using var answer = await _http.PostAsync(_path, new StringContent(_argument));
            var text = await answer.Content.ReadAsStringAsync();
            var latency = Time.GetElapsedTime(started);
            if (answer.IsSuccessStatusCode && (Expected ?? text) == text)
            {
                tally.Accept(latency);
            }
            else if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null)
            {
                tally.Refuse(latency);
            }
            else
            {
                tally.Mistakes.Add($"{(int)answer.StatusCode}: {text}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            tally.Mistakes.Add(e.Message);
        }
    }
}
