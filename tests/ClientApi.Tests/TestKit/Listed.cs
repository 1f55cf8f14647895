namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What the list of functions says of those that workers pull.</summary>
internal static class Listed
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a number in the list is this one.</summary>
    /// <param name="http">The front door.</param>
    /// <param name="function">Of which function.</param>
    /// <param name="member"><c>workers</c>, <c>queued</c> or <c>leased</c>.</param>
    /// <param name="expected">What it has to be.</param>
    public static async Task UntilListedAsync(this HttpClient http, string function, string member, int expected)
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        while (await ReadAsync(http, function, member) is var value && value != expected)
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Waits.Limit,
                $"Waited {Waits.Limit.TotalSeconds} s until the list of functions says {expected} {member} of '{function}'; it says {value}.");
            await timer.WaitForNextTickAsync();
        }
    }

    // A function that no worker pulls has no such number.
    private static async Task<int> ReadAsync(HttpClient http, string function, string member)
    {
        using var response = await http.GetAsync($"/v1/functions/{Uri.EscapeDataString(function)}");
        return response.Json().TryGetProperty(member, out var value) ? value.GetInt32() : 0;
    }
}
