using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(AloneTests.Name)]
public sealed class ManyCallsTests
{
    private const string Function = "patience";

    [Fact]
    public async Task Execute_TenThousandWaitForAWorker_TakeLittleMemoryAndAllGetTheirOwnAnswers()
    {
        const int Calls = 10_000;
        const long MaxBytes = 300 << 20;
        OpenFiles.SkipBelow(Calls);
        await using var door = FrontDoorProcess.Start(["--http-port", "0", "--known-functions", Function]);
        using var http = await door.ServingAsync();
        var idle = door.WorkingSet;

        using var calls = await WaitingCalls.SendAsync(door.Clients, Function, Calls, number => $"{number}");
        await http.UntilListedAsync(Function, "queued", Calls);
        var taken = door.WorkingSet - idle;
        var replies = calls.RepliesAsync();
        await using var worker = await Worker.ConnectAsync(door.Workers);
        await ServeAsync(worker, Calls);

        Assert.Equal(Enumerable.Range(0, Calls).Select(number => new ExecuteReply($"{number}!", null, null)), await replies);
        Assert.InRange(taken, 0, MaxBytes);
        TestContext.Current.TestOutputHelper?.WriteLine($"{idle >> 20} MB idle, {taken >> 20} MB more with {Calls:N0} waiting calls, {(door.WorkingSet - idle) >> 20} MB more afterwards");
    }

    [Fact]
    public async Task Execute_ThousandsWaitInAFunctionOfTheSilo_HoldNoThreads()
    {
        const int Calls = 5000;
        const int MaxThreads = 64;
        OpenFiles.SkipBelow(2 * Calls);
        await using var door = await FrontDoor.StartAsync(("Drpc:DefaultDeadline", "00:05:00"));
        var gate = Gate.New(Calls);

        using var calls = await WaitingCalls.SendAsync(door.Clients, TestFunctions.Hold.Name, Calls, _ => gate.Key);
        await gate.Reached;
        var threads = ThreadPool.ThreadCount;
        var replies = calls.RepliesAsync();
        gate.Open();

        Assert.All(await replies, reply => Assert.Equal(new ExecuteReply("passed", null, null), reply));
        Assert.InRange(threads, 1, MaxThreads);
        TestContext.Current.TestOutputHelper?.WriteLine($"{threads} threads");
    }

    private static async Task ServeAsync(Worker worker, int calls)
    {
        for (var served = 0; served < calls;)
        {
            var requests = await worker.PullAsync(calls, TimeSpan.FromMinutes(1), Function);
            foreach (var request in requests)
            {
                worker.SendResult(request.Id, $"{request.Argument}!");
            }

            foreach (var _ in requests)
            {
                await worker.FinishedAsync();
            }

            served += requests.Count;
        }
    }
}
