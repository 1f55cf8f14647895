using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Storage;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Durable requests of functions that workers pull.</summary>
public sealed class PulledRequestTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submit_FunctionOfAWorker_HasTheWorkersAnswer()
    {
        await using var door = await DurableDoor.StartAsync(_folder);
        using var worker = Connect(door);
        Assert.Null(worker.Fetch("pulled"));

        var id = await door.Http.SubmitAsync("pulled", "x");
        var request = await TakeAsync(worker);
        worker.Complete(request.LeaseId, "16");

        Assert.Equal("x", request.Argument);
        Assert.Equal("\"16\"", (await door.Http.ResultAsync(id)).Text());
    }

    [Fact]
    public async Task Restart_NobodyServesTheFunctionAnyMore_WaitsUntilSomebodyDoes()
    {
        string id;
        await using (var door = await DurableDoor.StartAsync(_folder, ("Drpc:DrainTimeout", "00:00:00.1")))
        {
            using var gone = Connect(door);
            Assert.Null(gone.Fetch("pulled"));
            id = await door.Http.SubmitAsync("pulled", "x");
        }

        await using var restarted = await DurableDoor.StartAsync(_folder);
        Assert.Equal("open", (await restarted.Http.StateAsync(id)).Status());
        using var worker = Connect(restarted);
        var request = await TakeAsync(worker);
        worker.Complete(request.LeaseId, "late");

        Assert.Equal("\"late\"", (await restarted.Http.ResultAsync(id)).Text());
    }

    [Fact]
    public async Task Expiry_NobodyServesTheFunction_SaysSo()
    {
        await using var door = await DurableDoor.StartAsync(_folder, ("WorkerQueues:UnknownFunctions", "Wait"));

        var id = await door.Http.SubmitAsync("nobody's", "x", ("Drpc-Timeout", "0.3"));
        var state = await door.Http.EndAsync(id);

        Assert.Equal(("failed", "TimedOut"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(DrpcFailureCode.FunctionFailed, true, "failed")]
    [InlineData(DrpcFailureCode.BadArgument, false, "failed")]
    [InlineData(DrpcFailureCode.FunctionFailed, false, "deadLetter")]
    public async Task Submit_FailsInASiloThatPulls_IsTriedAgainOnlyWhereThatMayHelp(DrpcFailureCode code, bool isPermanent, string status)
    {
        await using var door = await DurableDoor.StartAsync(_folder);
        using var worker = Connect(door);
        Assert.Null(worker.Fetch("pulled"));
        var details = new FailureDetails(code, isPermanent, UsedUp: null);

        var id = await door.Http.SubmitAsync("pulled", "x");
        var attempts = status == "failed" ? 1 : 2;
        for (var i = 0; i < attempts; i++)
        {
            var request = await TakeAsync(worker);
            Assert.Equal(1, request.MaxAttempts);
            worker.Fail(request.LeaseId, new StormFailure("why", StormFailureType.FailedRequest), details);
        }

        var state = await door.Http.EndAsync(id);
        Assert.Equal((status, $"{code}"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        Assert.Equal(attempts, state.GetProperty("attempts").GetArrayLength());
        Assert.Null(worker.Fetch("pulled"));
    }

    [Fact]
    public async Task Submit_WorkersTellHowManyAttemptsThereAre_HasThatMany()
    {
        await using var door = await DurableDoor.StartAsync(_folder);
        using var worker = Connect(door);
        worker.Tell([new ToldFunction("pulled", DeadlineSeconds: 30, MaxAttempts: 1, CoalescesIdentical: false)]);
        Assert.Null(worker.Fetch("pulled"));

        var id = await door.Http.SubmitAsync("pulled", "x");
        worker.Fail((await TakeAsync(worker)).LeaseId, new StormFailure("why", StormFailureType.FailedRequest));

        var state = await door.Http.EndAsync(id);
        Assert.Equal(("deadLetter", 1), (state.Status(), state.GetProperty("attempts").GetArrayLength()));
    }

    [Theory]
    [InlineData(1, "deadLetter")]
    [InlineData(2, "succeeded")]
    public async Task Restart_AttemptWasCutOff_WaitsForWorkersToTellWhetherThereIsAnother(int maxAttempts, string status)
    {
        var (id, now) = (RequestId.New(), TimeProvider.System.GetUtcNow());
        await using (var dying = DurableDoor.Store(_folder))
        {
            await dying.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None);
            await dying.AddAsync(new NewRequest(id, "pulled", "x", now, now.AddMinutes(5)), CancellationToken.None);
            Assert.True(await dying.StartAttemptAsync(id, 1, now, CancellationToken.None));
        }

        // The settings make the function one whose requests wait for workers.
        await using var restarted = await DurableDoor.StartAsync(_folder, ("WorkerQueues:KnownFunctions", "pulled"));
        Assert.Equal(("open", 1), Attempts(await restarted.Http.StateAsync($"{id}")));
        using var worker = Connect(restarted);
        worker.Tell([new ToldFunction("pulled", DeadlineSeconds: 30, maxAttempts, CoalescesIdentical: false)]);
        var pulling = worker.PullAsync(["pulled"], 1, TimeSpan.FromSeconds(30), CancellationToken.None);
        if (maxAttempts > 1)
        {
            worker.Complete(Assert.Single(await pulling.Within("the next attempt")).LeaseId, "done");
        }

        Assert.Equal((status, maxAttempts), Attempts(await restarted.Http.EndAsync($"{id}")));
        Assert.Equal(maxAttempts > 1, pulling.IsCompleted);
    }

    [Fact]
    public async Task Submit_WorkerOfAnUnreliableFunctionIsLost_IsADeadLetterAtOnce()
    {
        await using var door = await DurableDoor.StartAsync(_folder);
        using var other = Connect(door);
        Assert.Null(other.Fetch(TestFunctions.LuckyOnce.Name));
        string id;
        using (var lost = Connect(door))
        {
            Assert.Null(lost.Fetch(TestFunctions.LuckyOnce.Name));
            id = await door.Http.SubmitAsync(TestFunctions.LuckyOnce.Name, Luck.After(failures: 0).Key);
            await Waits.Until(() => Task.FromResult(lost.Fetch(TestFunctions.LuckyOnce.Name) is not null), "a request for the worker");
        }

        var state = await door.Http.EndAsync(id);
        Assert.Equal(("deadLetter", "SiloLost"), (state.Status(), state.GetProperty("failure").GetProperty("code").GetString()));
        Assert.Contains("Unreliable()", state.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Null(other.Fetch(TestFunctions.LuckyOnce.Name));
    }

    private static (string? Status, int Attempts) Attempts(JsonElement state) => (state.Status(), state.GetProperty("attempts").GetArrayLength());

    private static WorkerSession Connect(FrontDoor door) => door.Services.GetRequiredService<WorkerQueues>().Connect("worker");

    private static async Task<FetchedRequest> TakeAsync(WorkerSession worker)
    {
        FetchedRequest? taken = null;
        await Waits.Until(() => Task.FromResult((taken ??= worker.Fetch("pulled")) is not null), "a request for the worker");
        return taken!;
    }
}
