using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What tests do with durable requests over HTTP.</summary>
internal static class DurableDoor
{
    /// <summary>A front door that keeps its requests in a folder.</summary>
    public static Task<FrontDoor> StartAsync(TempFolder folder, params (string Key, string Value)[] settings) =>
        FrontDoor.StartAsync([("Requests:Store", "File"), ("Requests:Directory", DirectoryIn(folder)), .. settings]);

    /// <summary>A front door with a store that the test watches.</summary>
    public static Task<FrontDoor> StartAsync(WatchedStore store, params (string Key, string Value)[] settings) =>
        FrontDoor.StartAsync(drpc => drpc.Services.AddSingleton<IRequestStoreFactory>(store), settings);

    /// <summary>The store that such a front door has, for a test to open in its place.</summary>
    public static FileRequestStore Store(TempFolder folder) =>
        new(new FileRequestStoreOptions { Directory = DirectoryIn(folder) }, NullLogger<FileRequestStore>.Instance);

    public static Task<HttpResponseMessage> TrySubmitAsync(
        this HttpClient http, string function, string argument, params (string Name, string Value)[] headers) =>
        http.PostTextAsync($"/v1/functions/{Uri.EscapeDataString(function)}/submit", argument, headers);

    /// <returns>The request's id.</returns>
    public static async Task<string> SubmitAsync(this HttpClient http, string function, string argument, params (string Name, string Value)[] headers)
    {
        var answer = await http.TrySubmitAsync(function, argument, headers);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {answer.Text()}");
        var id = answer.Json().GetProperty("id").GetString()!;
        Assert.Equal($"/v1/requests/{id}", answer.Headers.Location?.ToString());
        Assert.Equal(id, answer.RequestId());
        return id;
    }

    public static async Task<HttpResponseMessage> ResultAsync(this HttpClient http, string id, double wait = 30) =>
        await http.GetAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/v1/requests/{id}/result?wait={wait}")).Within($"the result of {id}");

    public static async Task<JsonElement> StateAsync(this HttpClient http, string id)
    {
        var answer = await http.GetAsync($"/v1/requests/{id}").Within($"the state of {id}");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {answer.Text()}");
        return answer.Json();
    }

    /// <summary>Waits for the outcome, and says how the request stands then.</summary>
    public static async Task<JsonElement> EndAsync(this HttpClient http, string id)
    {
        using var result = await http.ResultAsync(id);
        Assert.NotEqual(HttpStatusCode.Accepted, result.StatusCode);
        return await http.StateAsync(id);
    }

    public static string? Status(this JsonElement request) => request.GetProperty("status").GetString();

    private static string DirectoryIn(TempFolder folder) => Path.Combine(folder.Path, "requests");
}
