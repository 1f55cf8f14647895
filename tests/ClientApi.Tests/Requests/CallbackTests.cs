using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class CallbackTests : IDisposable
{
    private const string Secret = "hush";

    private static readonly (string, string)[] Settings =
    [
        ("Requests:CallbackSecret", Secret), ("Requests:CallbackDelay", "00:00:00.020"), ("Requests:CallbackMaxTries", "3"),
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Callback_OfAnAnswer_BringsTheOutcomeSigned()
    {
        await using var receiver = new CallbackReceiver();
        await using var door = await DurableDoor.StartAsync(_folder, Settings);

        var id = await door.Http.SubmitAsync("twice", "21", ("Drpc-Callback", receiver.Url));
        var callback = await receiver.NextAsync();

        Assert.Equal("POST", callback.Method);
        Assert.Equal("application/json", callback.Headers["Content-Type"]);
        Assert.Equal((id, "1"), (callback.Headers["Drpc-Request-Id"], callback.Headers["Drpc-Callback-Try"]));
        AssertSigned(callback);
        var outcome = JsonDocument.Parse(callback.Body).RootElement;
        Assert.Equal((id, "twice", "succeeded", 42), (outcome.GetProperty("id").GetString(), outcome.GetProperty("function").GetString(), outcome.Status(), outcome.GetProperty("result").GetInt32()));
        await DeliveryAsync(door, id, "delivered", 1);
    }

    [Fact]
    public async Task Callback_OfAFailure_TellsIt()
    {
        await using var receiver = new CallbackReceiver();
        await using var door = await DurableDoor.StartAsync(_folder, Settings);

        await door.Http.SubmitAsync("refuse", "x", ("Drpc-Callback", receiver.Url));
        var outcome = JsonDocument.Parse((await receiver.NextAsync()).Body).RootElement;

        Assert.Equal(("failed", "BadArgument"), (outcome.Status(), outcome.GetProperty("failure").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Callback_ReceiverFailsAtFirst_IsTriedAgain()
    {
        await using var receiver = new CallbackReceiver(500, 302);
        await using var door = await DurableDoor.StartAsync(_folder, Settings);

        var id = await door.Http.SubmitAsync("echo", "x", ("Drpc-Callback", receiver.Url));

        Assert.Equal(["1", "2", "3"], [(await receiver.NextAsync()).Headers["Drpc-Callback-Try"], (await receiver.NextAsync()).Headers["Drpc-Callback-Try"], (await receiver.NextAsync()).Headers["Drpc-Callback-Try"]]);
        await DeliveryAsync(door, id, "delivered", 3);
    }

    [Fact]
    public async Task Callback_NeverTaken_IsGivenUpIntoTheDeadLettersAndCanBeReplayed()
    {
        await using var receiver = new CallbackReceiver(500, 500, 500);
        await using var door = await DurableDoor.StartAsync(_folder, Settings);
        var id = await door.Http.SubmitAsync("echo", "x", ("Drpc-Callback", receiver.Url));

        await DeliveryAsync(door, id, "givenUp", 3);
        var dead = (await door.Http.GetAsync("/v1/dead-letters")).Json().GetProperty("requests").EnumerateArray().Single();
        Assert.Equal((id, "succeeded"), (dead.GetProperty("id").GetString(), dead.Status()));
        Assert.Equal(HttpStatusCode.Accepted, (await door.Http.PostAsync($"/v1/dead-letters/{id}/replay", null)).StatusCode);

        await DeliveryAsync(door, id, "delivered", 1);
        Assert.Equal(4, receiver.Count);
        Assert.Empty((await door.Http.GetAsync("/v1/dead-letters")).Json().GetProperty("requests").EnumerateArray());
    }

    [Fact]
    public async Task Callback_NotDeliveredBeforeAStop_IsDeliveredAfterTheRestart()
    {
        await using var receiver = new CallbackReceiver(500);
        string id;
        await using (var door = await DurableDoor.StartAsync(_folder, [.. Settings, ("Requests:CallbackDelay", "00:10:00"), ("Requests:CallbackMaxDelay", "00:10:00")]))
        {
            id = await door.Http.SubmitAsync("echo", "x", ("Drpc-Callback", receiver.Url));
            await receiver.NextAsync();
            await DeliveryAsync(door, id, "pending", 1);
        }

        await using var restarted = await DurableDoor.StartAsync(_folder, Settings);

        Assert.Equal("2", (await receiver.NextAsync()).Headers["Drpc-Callback-Try"]);
        await DeliveryAsync(restarted, id, "delivered", 2);
    }

    [Fact]
    public async Task Replay_WhileTheOldOutcomeWaitsForItsNextTry_DeliversTheNewOneAtOnce()
    {
        await using var receiver = new CallbackReceiver(500);
        await using var door = await DurableDoor.StartAsync(_folder, [.. Settings, ("Requests:CallbackDelay", "00:10:00"), ("Requests:CallbackMaxDelay", "00:10:00")]);
        var id = await door.Http.SubmitAsync("lucky once", Luck.After(failures: 1).Key, ("Drpc-Callback", receiver.Url));
        Assert.Equal("deadLetter", StatusOf(await receiver.NextAsync()));
        await DeliveryAsync(door, id, "pending", 1);

        await door.Http.PostAsync($"/v1/dead-letters/{id}/replay", null);

        Assert.Equal("succeeded", StatusOf(await receiver.NextAsync()));
        await DeliveryAsync(door, id, "delivered", 1);
        Assert.Equal(2, receiver.Count);
    }

    [Fact]
    public async Task Replay_WhileTheOldOutcomeIsPosted_DeliversTheNewOne()
    {
        await using var receiver = new HoldingReceiver();
        await using var door = await DurableDoor.StartAsync(_folder, Settings);
        var id = await door.Http.SubmitAsync("lucky once", Luck.After(failures: 1).Key, ("Drpc-Callback", receiver.Url));
        await Waits.Until(() => receiver.Held == 1, "the old outcome to be posted");

        await door.Http.PostAsync($"/v1/dead-letters/{id}/replay", null);
        await Waits.Until(() => receiver.Held == 2, "the new outcome to be posted");
        Assert.Equal("pending", (await door.Http.StateAsync(id)).GetProperty("callback").GetProperty("state").GetString());
        receiver.Open();

        await DeliveryAsync(door, id, "delivered", 1);
        Assert.Equal("succeeded", (await door.Http.StateAsync(id)).Status());
    }

    [Fact]
    public async Task Callbacks_ToAReceiverThatDoesNotAnswer_AreFewAtOnce()
    {
        const int AtOnce = 8;
        await using var receiver = new HoldingReceiver();
        await using var door = await DurableDoor.StartAsync(_folder, Settings);
        List<string> ids = [];
        for (var number = 0; number < 3 * AtOnce; number++)
        {
            ids.Add(await door.Http.SubmitAsync("echo", $"{number}", ("Drpc-Callback", receiver.Url)));
            Assert.Equal("succeeded", (await door.Http.EndAsync(ids[^1])).Status());
        }

        await Waits.Until(() => receiver.Held == AtOnce, $"{AtOnce} callbacks");
        receiver.Open();

        foreach (var id in ids)
        {
            await DeliveryAsync(door, id, "delivered", 1);
        }

        Assert.Equal(AtOnce, receiver.MostHeld);
    }

    [Fact]
    public async Task Callbacks_TooManyOwed_FurtherOnesAreRefused()
    {
        await using var receiver = new CallbackReceiver(500, 500);
        await using var door = await DurableDoor.StartAsync(
            _folder, [.. Settings, ("Requests:MaxOpen", "2"), ("Requests:CallbackDelay", "00:10:00"), ("Requests:CallbackMaxDelay", "00:10:00")]);
        for (var number = 0; number < 2; number++)
        {
            var id = await door.Http.SubmitAsync("echo", "x", ("Drpc-Callback", receiver.Url));
            await DeliveryAsync(door, id, "pending", 1);
        }

        var refused = await door.Http.TrySubmitAsync("echo", "x", ("Drpc-Callback", receiver.Url));

        Assert.Contains("receivers", refused.AssertProblem(HttpStatusCode.ServiceUnavailable, DrpcFailureCode.Overloaded), StringComparison.Ordinal);
        await door.Http.SubmitAsync("echo", "x");
    }

    [Fact]
    public async Task Callback_FaultInATry_IsTriedAgain()
    {
        await using var receiver = new CallbackReceiver();
        var store = new WatchedStore(_folder);
        await using var door = await DurableDoor.StartAsync(store, [.. Settings, ("Requests:CallbackMaxDelay", "00:00:00.020")]);
        store.FailReads(2);

        await door.Http.SubmitAsync("echo", "x", ("Drpc-Callback", receiver.Url));

        Assert.Equal("succeeded", StatusOf(await receiver.NextAsync()));
        Assert.Equal("\"y\"", (await door.Http.ResultAsync(await door.Http.SubmitAsync("echo", "y"))).Text());
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("/relative")]
    [InlineData("http://user:password@127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    public async Task Submit_CallbackThatIsNoHttpUrl_IsRefused(string url)
    {
        await using var door = await DurableDoor.StartAsync(_folder, Settings);

        var detail = (await door.Http.TrySubmitAsync("echo", "x", ("Drpc-Callback", url))).AssertProblem(HttpStatusCode.BadRequest, DrpcFailureCode.BadArgument);

        Assert.Contains("http or https", detail, StringComparison.Ordinal);
    }

    private static string? StatusOf(Callback callback) => JsonDocument.Parse(callback.Body).RootElement.Status();

    private static async Task DeliveryAsync(FrontDoor door, string id, string state, int tries) => await Waits.Until(
        async () =>
        {
            var callback = (await door.Http.StateAsync(id)).GetProperty("callback");
            return callback.GetProperty("state").GetString() == state && callback.GetProperty("tries").GetInt32() == tries;
        },
        $"the callback to be {state} after {tries} tries");

    // As a receiver does it, by the words of the documentation.
    private static void AssertSigned(Callback callback)
    {
        var signature = Regex.Match(callback.Headers["Drpc-Signature"], "^t=([0-9]+),v1=([0-9a-f]{64})$");
        Assert.True(signature.Success, callback.Headers["Drpc-Signature"]);
        var time = signature.Groups[1].Value;
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{callback.Body}"));
        Assert.Equal(Convert.ToHexStringLower(expected), signature.Groups[2].Value);
        var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
        Assert.InRange(age, TimeSpan.FromSeconds(-2), TimeSpan.FromMinutes(2));
    }
}
