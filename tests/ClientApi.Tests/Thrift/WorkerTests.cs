using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Workers that pull, over real connections.</summary>
public sealed class WorkerTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private FrontDoor _door = null!;

    public async ValueTask InitializeAsync() => _door = await FrontDoor.StartAsync(("WorkerQueues:KnownFunctions", "testing,other"));

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    [Fact]
    public async Task FetchRequest_NothingThere_AnswersWithEmptyStrings()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);

        Assert.Equal(new FetchRequestReply("", "", null), await worker.FetchAsync("testing"));
    }

    [Fact]
    public async Task FetchRequest_FunctionAbsent_IsAnErrorOfThisCallAlone()
    {
        using var worker = await RawThrift.ConnectAsync(_door.Workers);

        await worker.SendAsync(RawThrift.Frame(o => FrameWriter.Begin(ThriftMessageType.Call, "fetchRequest"u8, 1).WriteTo(o)));
        var error = await worker.ReadErrorAsync();
        await worker.SendAsync(RawThrift.Frame(o => FetchRequestCall.Write(o, 2, "testing")));

        Assert.Equal(ApplicationErrorType.InternalError, error.Type);
        Assert.Equal(RawThrift.Frame(o => FetchRequestReply.WriteNothing(o, 2)), await worker.ReadAsync());
    }

    [Fact]
    public async Task Connection_WorkerSendsNothingMore_StillGetsItsAnswers()
    {
        using var worker = await RawThrift.ConnectAsync(_door.Workers);

        await worker.SendAsync(RawThrift.Frame(o => FetchRequestCall.Write(o, 1, "testing")), RawThrift.Frame(o => ResultCall.Write(o, 2, "17", "x")));
        worker.EndSending();

        Assert.Equal(RawThrift.Frame(o => FetchRequestReply.WriteNothing(o, 1)), await worker.ReadAsync());
        Assert.Equal(RawThrift.Frame(o => FinishReply.Write(o, ResultCall.Method, 2)), await worker.ReadAsync());
        await worker.ClosedAsync();
    }

    [Fact]
    public async Task Connection_NoThriftBehindACall_AnswersTheCallAndCloses()
    {
        using var worker = await RawThrift.ConnectAsync(_door.Workers);

        await worker.SendAsync(RawThrift.Frame(o => FetchRequestCall.Write(o, 1, "testing")), [0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]);

        Assert.Equal(RawThrift.Frame(o => FetchRequestReply.WriteNothing(o, 1)), await worker.ReadAsync());
        await worker.ClosedAsync();
    }

    [Fact]
    public async Task Connection_WorkerNeverReads_IsNotReadForEver()
    {
        const int most = 128 << 20;
        using var worker = await RawThrift.ConnectAsync(_door.Workers);
        var name = new byte[50_000];
        Array.Fill(name, (byte)'n');
        var call = RawThrift.Frame(o => FrameWriter.Begin(ThriftMessageType.Call, name, 1).WriteTo(o));
        var sent = 0L;

        // Every answer is twice as long as its call, and the system keeps a few MiB of each direction.
        var waited = false;
        while (!waited && sent < most)
        {
            var sending = worker.SendAsync(call);
            waited = await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System)) != sending;
            sent += call.Length;
        }

        Assert.True(waited, $"The front door took {most} bytes of calls whose answers nobody read.");
    }

    [Fact]
    public async Task FailRequestV2_FailureVerbatim_ReachesTheCaller()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        foreach (var failure in new[] { new StormFailure("boom", 3), new StormFailure("no type", null), new StormFailure("odd", 77), new StormFailure("mine", 0) })
        {
            using var client = await RawThrift.ConnectAsync(_door.Clients);
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
            await worker.FailAsync((await worker.FetchUntilThereAsync("testing")).Id!, failure);

            Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, failure)), await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Result_WithoutAResult_IsStormsInternalErrorForTheCaller()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        using var raw = await RawThrift.ConnectAsync(_door.Workers);
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
        string? id = null;
        while (string.IsNullOrEmpty(id))
        {
            await raw.SendAsync(RawThrift.Frame(o => FetchRequestCall.Write(o, 1, "testing")));
            id = (await raw.ReadAsync(FetchRequestReply.Read)).Id;
        }

        await raw.SendAsync(RawThrift.Frame(o => FrameWriter.Begin(ThriftMessageType.Call, "result"u8, 2).Field(1, id).WriteTo(o)));

        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, StormFailure.NoResult)), await client.ReadAsync());
    }

    [Fact]
    public async Task Result_OfAnUnknownId_IsIgnored()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);

        Assert.Equal(new FinishReply(null), await worker.CompleteAsync("17", "x"));
    }

    [Fact]
    public async Task Result_FromAConnectionWithoutTheLease_IsRefusedAndTheHolderAnswers()
    {
        await using var holder = await Worker.ConnectAsync(_door.Workers);
        await using var other = await Worker.ConnectAsync(_door.Workers);
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
        var request = await holder.FetchUntilThereAsync("testing");

        var refused = await other.CompleteAsync(request.Id!, "wrong");
        await holder.CompleteAsync(request.Id!, "right");

        Assert.Contains("ResultsFrom", refused.NotAuthorized, StringComparison.Ordinal);
        Assert.Equal("right", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Fact]
    public async Task Disconnect_BeforeTheResult_GivesTheRequestToTheNextWorker()
    {
        await using var second = await Worker.ConnectAsync(_door.Workers);
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        string? lost;
        await using (var first = await Worker.ConnectAsync(_door.Workers))
        {
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
            lost = (await first.FetchUntilThereAsync("testing")).Id;
        }

        var request = await second.FetchUntilThereAsync("testing");
        await second.CompleteAsync(lost!, "stale");
        await second.CompleteAsync(request.Id!, "fresh");

        Assert.NotEqual(lost, request.Id);
        Assert.Equal("fresh", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Fact]
    public async Task Disconnect_OfThreeWorkersInARow_FailsWithAMessageThatSaysSo()
    {
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
        for (var i = 0; i < 3; i++)
        {
            await using var worker = await Worker.ConnectAsync(_door.Workers);
            await worker.FetchUntilThereAsync("testing");
        }

        var failure = (await client.ReadAsync(ExecuteReply.Read)).Failure!;

        Assert.Contains("3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("connection", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullRequests_RequestArrivesWhileItWaits_AnswersAtOnce()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        var pull = worker.PullAsync(10, Long, "other", "testing");

        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
        var request = Assert.Single(await pull);
        await worker.CompleteAsync(request.Id, "y");

        Assert.Equal(("testing", "x"), (request.Function, request.Argument));
        Assert.InRange(request.MillisecondsLeft, 1, 600_000);
        Assert.Equal("y", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PullRequests_PriorityOfAThriftCall_IsToldToTheWorker(bool isBatch)
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        using var client = await RawThrift.ConnectAsync(_door.Clients);

        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x", isBatch)));

        Assert.Equal(isBatch, Assert.Single(await worker.PullAsync(10, Long, "testing")).IsBatch);
    }

    [Fact]
    public async Task PullRequests_DoesNotAskWhatHasEndedAnyMore_IsNotToldAndWaits()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        await worker.PullEndedAsync(TimeSpan.Zero, "testing");
        using (var client = await RawThrift.ConnectAsync(_door.Clients))
        {
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
            Assert.Single(await worker.PullAsync(1, Long, "testing"));
        }

        await _door.Http.UntilListedAsync("testing", "leased", 0);
        var pull = worker.PullAsync(1, Long, "testing");
        using var next = await RawThrift.ConnectAsync(_door.Clients);
        await next.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "y")));

        Assert.Equal("y", Assert.Single(await pull).Argument);
    }

    [Fact]
    public async Task PullRequests_CallerHangsUp_TellsWhichHasEnded()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        await worker.PullEndedAsync(TimeSpan.Zero, "testing");
        string id;
        Task<PullRequestsReply> ended;
        using (var client = await RawThrift.ConnectAsync(_door.Clients))
        {
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
            id = Assert.Single(await worker.PullAsync(1, Long, tellsEnded: true, "testing")).Id;
            ended = worker.PullEndedAsync(Long, "testing");
        }

        var reply = await ended;
        Assert.Empty(reply.Requests!);
        Assert.Equal([id], reply.Ended!);
    }

    [Fact]
    public async Task PullRequests_WorkerSendsAResult_EndsAtOnceAndTheAnswersKeepTheirOrder()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", "x")));
        var request = Assert.Single(await worker.PullAsync(10, Long, "testing"));

        worker.SendPull(10, Long, "testing");
        await worker.FlushAsync();
        var finished = FinishAfterPullAsync();

        Assert.Empty(await finished);
        Assert.Equal("y", (await client.ReadAsync(ExecuteReply.Read)).Answer);

        async Task<IReadOnlyList<PulledRequest>> FinishAfterPullAsync()
        {
            worker.SendResult(request.Id, "y");
            await worker.FlushAsync();
            var pulled = await worker.PulledAsync();
            Assert.Equal(new FinishReply(null), await worker.FinishedAsync());
            return pulled;
        }
    }

    [Fact]
    public async Task PullRequests_WorkerHangsUpWhileItWaits_LosesNoRequest()
    {
        for (var i = 0; i < 200; i++)
        {
            using var client = await RawThrift.ConnectAsync(_door.Clients);
            await using (var first = await Worker.ConnectAsync(_door.Workers))
            {
                // It may get the request, or be gone before.
                first.SendPull(1, Long, "testing");
                await first.FlushAsync();
                await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", $"{i}")));
            }

            await using var second = await Worker.ConnectAsync(_door.Workers);
            var request = Assert.Single(await second.PullAsync(1, Long, "testing"));
            await second.CompleteAsync(request.Id, request.Argument + "!");
            Assert.Equal($"{i}!", (await client.ReadAsync(ExecuteReply.Read)).Answer);
        }
    }

    [Fact]
    public async Task PullRequests_ManyLargeArguments_AnswersFitIntoAFrame()
    {
        await using var worker = await Worker.ConnectAsync(_door.Workers);
        var argument = new string('x', 1_000_000);
        var clients = new List<RawThrift>();
        for (var i = 0; i < 40; i++)
        {
            var client = await RawThrift.ConnectAsync(_door.Clients);
            clients.Add(client);
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "testing", argument)));
        }

        for (var served = 0; served < clients.Count;)
        {
            foreach (var request in await worker.PullAsync(64, Long, "testing"))
            {
                served++;
                await worker.CompleteAsync(request.Id, $"{request.Argument.Length}");
            }
        }

        foreach (var client in clients)
        {
            Assert.Equal("1000000", (await client.ReadAsync(ExecuteReply.Read)).Answer);
            client.Dispose();
        }
    }

    [Fact]
    public async Task Execute_FunctionOfTheSiloThatAWorkerPulls_GoesToTheWorkerUntilItLeaves()
    {
        using var client = await RawThrift.ConnectAsync(_door.Clients);
        await using (var worker = await Worker.ConnectAsync(_door.Workers))
        {
            await worker.FetchAsync("echo");
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", "x")));
            await worker.CompleteAsync((await worker.FetchUntilThereAsync("echo")).Id!, "of the worker");
            Assert.Equal("of the worker", (await client.ReadAsync(ExecuteReply.Read)).Answer);
        }

        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 2, "echo", "x")));
        Assert.Equal("x", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }
}
