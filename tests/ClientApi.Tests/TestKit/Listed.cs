namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What the list of functions says of those that workers pull.</summary>
internal static class Listed
{
    /// <summary>Waits until a number in the list is this one.</summary>
    /// <param name="http">The front door.</param>
    /// <param name="function">Of which function.</param>
    /// <param name="member"><c>workers</c>, <c>queued</c> or <c>leased</c>.</param>
    /// <param name="expected">What it has to be.</param>
    public static Task UntilListedAsync(this HttpClient http, string function, string member, int expected) => Waits.Until(
        async () => await ReadAsync(http, function, member) == expected,
        $"the list of functions to say {expected} {member} of '{function}'");

    // A function that no worker pulls has no such number.
    private static async Task<int> ReadAsync(HttpClient http, string function, string member)
    {
        using var response = await http.GetAsync($"/v1/functions/{Uri.EscapeDataString(function)}");
        return response.Json().TryGetProperty(member, out var value) ? value.GetInt32() : 0;
    }
}
