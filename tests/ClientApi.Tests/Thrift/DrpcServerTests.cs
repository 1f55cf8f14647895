using System.Net;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>What Storm's DRPCServerTest and DRPCIntegrationTest.testDrpcFlow ask of a server, under their names.</summary>
public sealed class DrpcServerTests : IAsyncLifetime
{
    private FrontDoor _door = null!;

    public async ValueTask InitializeAsync() =>
        _door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "testing"), ("WorkerQueues:ResultsFrom", "AnyConnection"));

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task GoodThrift_WorkerAnswers_ReachesTheClient()
    {
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "test")));

        var request = await worker.FetchUntilThereAsync("testing");
        await worker.CompleteAsync(request.Id!, "tested");

        Assert.Equal("test", request.Argument);
        Assert.Equal("tested", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Fact]
    public async Task FailedThrift_WorkerFails_ClientGetsRequestFailed()
    {
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "test")));

        await worker.FailAsync((await worker.FetchUntilThereAsync("testing")).Id!);

        Assert.Equal(new ExecuteReply(null, new StormFailure("Request failed", 3), null), await client.ReadAsync(ExecuteReply.Read));
    }

    [Fact]
    public async Task GoodHttpGet_WorkerAnswers_BodyIsTheResult()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        var get = _door.Http.GetStringAsync("/drpc/testing/test");

        await worker.CompleteAsync((await worker.FetchUntilThereAsync("testing")).Id!, "tested");

        Assert.Equal("tested", await get);
    }

    [Fact]
    public async Task FailedHttpGet_WorkerFails_IsAClientError()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        var get = _door.Http.GetAsync("/drpc/testing/test");

        await worker.FailAsync((await worker.FetchUntilThereAsync("testing")).Id!);

        Assert.Equal(HttpStatusCode.BadRequest, (await get).StatusCode);
        Assert.Equal("{\"error\":\"FAILED_REQUEST\",\"errorMessage\":\"Request failed\"}", await (await get).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task DrpcFlow_AnswersOnAConnectionOfItsOwn_ReachTheClients()
    {
        // A topology: its spout fetches on one connection, its ReturnResults bolt answers on another.
        await using var spout = await Worker.ConnectAsync(_door.Workers);
        await using var returnResults = await Worker.ConnectAsync(_door.Workers);
        foreach (var argument in new[] { "aaa", "b", "c" })
        {
            using var client = await RawThrift.ConnectAsync(_door.Clients);
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", argument)));
            var request = await spout.FetchUntilThereAsync("testing");
            await returnResults.CompleteAsync(request.Id!, request.Argument + "!!!");

            Assert.Equal(argument + "!!!", (await client.ReadAsync(ExecuteReply.Read)).Answer);
        }
    }
}
