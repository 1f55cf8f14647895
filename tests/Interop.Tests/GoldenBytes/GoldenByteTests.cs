namespace OrleansDrpc.Interop.Tests;

/// <summary>The contract to the byte, over TCP.</summary>
[Collection(FrontDoors.Name)]
public sealed class GoldenByteTests(FrontDoors doors)
{
    [Fact]
    public async Task Execute_GoldenCall_GoldenAnswer()
    {
        using var client = await ClientAsync();

        Assert.Equal(Golden.Answer, await client.AskAsync(Golden.Execute));
    }

    [Fact]
    public async Task Execute_HeaderInOldStyle_GoldenAnswer()
    {
        using var client = await ClientAsync();

        Assert.Equal(Golden.Answer, await client.AskAsync(Golden.ExecuteInOldStyle));
    }

    [Fact]
    public async Task Execute_EachByteInASegmentOfItsOwn_GoldenAnswer()
    {
        using var client = await ClientAsync();

        foreach (var oneByte in Golden.Execute.Chunk(2))
        {
            await client.SendAsync(new string(oneByte));
        }

        Assert.Equal(Golden.Answer, await client.ReceiveAsync());
    }

    [Fact]
    public async Task Execute_TwoCallsInOneSegment_AnswersInTheirOrder()
    {
        using var client = await ClientAsync();

        await client.SendAsync(Golden.Execute + Golden.Execute.Replace(Golden.Text("hello"), Golden.Text("world"), StringComparison.Ordinal));

        Assert.Equal(Golden.Answer, await client.ReceiveAsync());
        Assert.Equal(Golden.Answer.Replace(Golden.Text("hello"), Golden.Text("world"), StringComparison.Ordinal), await client.ReceiveAsync());
    }

    [Fact]
    public async Task UnknownMethod_OnEitherPort_GoldenException()
    {
        using var client = await ClientAsync();
        using var worker = await WorkerAsync();

        Assert.Equal(Golden.UnknownMethod, await client.AskAsync(Golden.Nope));
        Assert.Equal(Golden.UnknownMethod, await worker.AskAsync(Golden.Nope));
    }

    [Fact]
    public async Task FetchRequest_NothingToDo_GoldenNothing()
    {
        using var worker = await WorkerAsync();

        Assert.Equal(Golden.Nothing, await worker.AskAsync(Golden.FetchRequest));
    }

    [Fact]
    public async Task Finishing_ARequestThatIsNotOutstanding_GoldenRepliesWithoutAWord()
    {
        using var worker = await WorkerAsync();

        Assert.Equal(Golden.ResultTaken, await worker.AskAsync(Golden.Result));
        Assert.Equal(Golden.FailureTaken, await worker.AskAsync(Golden.FailRequest));
        Assert.Equal(Golden.FailureV2Taken, await worker.AskAsync(Golden.FailRequestV2));
    }

    [Fact]
    public async Task Result_OfAFetchedRequest_GoldenBytesOnBothPorts()
    {
        using var call = await RawCall.FetchedAsync(await doors.UsualAsync(), "raw-answers");

        Assert.Equal(Golden.Fetched.OfRequest(call.RequestId), call.Fetched);
        Assert.Equal(Golden.ResultTaken, await call.WorkAsync(Golden.Result));
        Assert.Equal(Golden.Answer, await call.ReplyAsync());
    }

    [Fact]
    public async Task FailRequest_OfAFetchedRequest_GoldenBytesOnBothPorts()
    {
        using var call = await RawCall.FetchedAsync(await doors.UsualAsync(), "raw-failing");

        Assert.Equal(Golden.FailureTaken, await call.WorkAsync(Golden.FailRequest));
        Assert.Equal(Golden.FailedRequest, await call.ReplyAsync());
    }

    [Fact]
    public async Task FailRequestV2_OfAFetchedRequest_GoldenBytesOnBothPorts()
    {
        using var call = await RawCall.FetchedAsync(await doors.UsualAsync(), "raw-reasons");

        Assert.Equal(Golden.FailureV2Taken, await call.WorkAsync(Golden.FailRequestV2));
        Assert.Equal(Golden.Boom, await call.ReplyAsync());
    }

    [Fact]
    public async Task Execute_NobodyFetchesTheRequest_GoldenTimeout()
    {
        using var call = await RawCall.SentAsync(await doors.ImpatientAsync(), "raw-waiting");

        Assert.Equal(Golden.ServerTimeout, await call.ReplyAsync());
    }

    [Fact]
    public async Task Execute_TheFrontDoorStops_GoldenShutdown()
    {
        await using var door = await FrontDoors.StoppableAsync();
        using var call = await RawCall.FetchedAsync(door, "raw-waiting");

        door.Terminate();

        Assert.Equal(Golden.ServerShutdown, await call.ReplyAsync());
    }

    private async Task<RawConnection> ClientAsync() => await RawConnection.OpenAsync((await doors.UsualAsync()).Clients);

    private async Task<RawConnection> WorkerAsync() => await RawConnection.OpenAsync((await doors.UsualAsync()).Workers);
}
