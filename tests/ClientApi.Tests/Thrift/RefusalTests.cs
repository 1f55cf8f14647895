using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What Storm's clients are told where there is too much to do: a DRPCExecutionException of the type FAILED_REQUEST that says so.</summary>
public sealed class RefusalTests
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(50);

    private static readonly DrpcFunction<string, string> Busy = DrpcFunction.Named("busy").Takes<string>().Select(Compute).Returns();

    [Fact]
    public async Task Execute_SiloHasItsMaxRunningRequests_IsRefusedUntilOneEnds()
    {
        await using var door = await FrontDoor.StartAsync(("Drpc:MaxRunningRequests", "1"));
        using var first = await RawThrift.ConnectAsync(door.Clients);
        using var second = await RawThrift.ConnectAsync(door.Clients);
        var gate = Gate.New();
        await first.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "hold", gate.Key)));
        await gate.Reached;

        await second.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", "x")));
        AssertRefused("Drpc:MaxRunningRequests", (await second.ReadAsync(ExecuteReply.Read)).Failure);
        gate.Open();

        Assert.Equal("passed", (await first.ReadAsync(ExecuteReply.Read)).Answer);
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 2, "x")), await second.ExecuteAsync(2, "echo", "x"));
    }

    [Fact]
    public async Task Execute_FunctionWouldHaveToWaitForTheProcessors_IsAnsweredOrRefused()
    {
        await using var door = await FrontDoor.StartAsync(drpc => drpc.AddFunction(Busy), ("Drpc:MaxComputeWait", "00:00:00.010"));
        using var first = await RawThrift.ConnectAsync(door.Clients);
        await first.ExecuteAsync(1, "busy", "x");
        var clients = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => RawThrift.ConnectAsync(door.Clients)));
        await Task.WhenAll(clients.Select(client => client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "busy", "x")))));

        var replies = await Task.WhenAll(clients.Select(client => client.ReadAsync(ExecuteReply.Read)));

        Assert.Contains(replies, reply => reply.Answer == "x");
        var refused = replies.Where(reply => reply.Answer is null).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, reply => AssertRefused("Drpc:MaxComputeWait", reply.Failure));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Execute_QueueOfWorkersIsFull_IsRefusedUntilThereIsRoom()
    {
        await using var door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "testing"), ("WorkerQueues:MaxQueuedRequests", "1"));
        using var first = await RawThrift.ConnectAsync(door.Clients);
        using var second = await RawThrift.ConnectAsync(door.Clients);
        await using var worker = await Worker.ConnectAsync(door.Workers);
        RawThrift[] clients = [first, second];
        await Task.WhenAll(clients.Select(client => client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")))));

        // Either one may have been the first.
        var replies = clients.Select(client => client.ReadAsync(ExecuteReply.Read)).ToArray();
        var refused = await Task.WhenAny(replies);
        AssertRefused("WorkerQueues:MaxQueuedRequests", (await refused).Failure);
        await worker.CompleteAsync((await worker.FetchUntilThereAsync("testing")).Id!, "y");

        Assert.Equal("y", (await replies.Single(reply => reply != refused)).Answer);
    }

    private static void AssertRefused(string setting, StormFailure? failure)
    {
        Assert.Equal(StormFailureType.FailedRequest, failure?.Type);
        Assert.Contains(setting, failure!.Message, StringComparison.Ordinal);
    }

    private static string Compute(string text)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Work)
        {
            Thread.SpinWait(1000);
        }

        return text;
    }
}
