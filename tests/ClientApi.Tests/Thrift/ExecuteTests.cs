using System.Buffers.Binary;
using System.Text;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class ExecuteTests(SharedFrontDoor shared)
{
    [Fact]
    public async Task Execute_FunctionOfTheSilo_AnswersAsStorm()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);

        var reply = await client.ExecuteAsync(7, "echo", "hello!");

        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 7, "hello!")), reply);
    }

    [Fact]
    public async Task Execute_FrameSplitAtEveryByte_Answers()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        foreach (var one in RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", "hello")))
        {
            await client.SendAsync([one]);
        }

        Assert.Equal("hello", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Fact]
    public async Task Execute_ManyCallsInOneSegment_AnswersInOrder()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        await client.SendAsync([.. Enumerable.Range(1, 500).Select(i => RawThrift.Frame(o => ExecuteCall.Write(o, i, "echo", $"{i}")))]);

        for (var i = 1; i <= 500; i++)
        {
            Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, i, $"{i}")), await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Execute_SlowCallBeforeAFastOne_AnswersInOrder()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        var gate = Gate.New();
        await client.SendAsync(
            RawThrift.Frame(o => ExecuteCall.Write(o, 1, "hold", gate.Key)), RawThrift.Frame(o => ExecuteCall.Write(o, 2, "echo", "second")));
        await gate.Reached;
        gate.Open();

        Assert.Equal("passed", (await client.ReadAsync(ExecuteReply.Read)).Answer);
        Assert.Equal("second", (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Fact]
    public async Task Execute_OldStyleHeader_AnswersStrictly()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        byte[] message = [0, 0, 0, 7, .. "execute"u8, 1, 0, 0, 0, 9, 11, 0, 1, 0, 0, 0, 4, .. "echo"u8, 11, 0, 2, 0, 0, 0, 2, .. "hi"u8, 0];

        var reply = await client.AskAsync(WithLength(message));

        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 9, "hi")), reply);
    }

    [Fact]
    public async Task Execute_LargeTextBeyondTheBmp_ComesBackUnchanged()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        var text = string.Concat(Enumerable.Repeat("a😀é漢", 75_000));

        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", text)));

        Assert.Equal(text, (await client.ReadAsync(ExecuteReply.Read)).Answer);
    }

    [Fact]
    public async Task Execute_UnknownFunction_NamesThoseThatThereAre()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "nope", "")));

        var failure = (await client.ReadAsync(ExecuteReply.Read)).Failure!;

        Assert.Equal(StormFailureType.FailedRequest, failure.Type);
        Assert.Contains("'nope'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("echo", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_FunctionThatFails_TellsTheAuthorsMessage()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "fail", "x")));

        var failure = (await client.ReadAsync(ExecuteReply.Read)).Failure!;

        Assert.Equal(StormFailureType.FailedRequest, failure.Type);
        Assert.Contains("no luck with x", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_FieldsAbsent_IsAnErrorOfThisCallAlone()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);

        await client.SendAsync(RawThrift.Frame(o => FrameWriter.Begin(ThriftMessageType.Call, "execute"u8, 1).Field(2, "hello").WriteTo(o)));
        var noFunction = await client.ReadErrorAsync();
        await client.SendAsync(RawThrift.Frame(o => FrameWriter.Begin(ThriftMessageType.Call, "execute"u8, 2).Field(1, "echo").WriteTo(o)));
        var noArgument = (await client.ReadAsync(ExecuteReply.Read)).Failure!;

        Assert.Equal(new ApplicationError("Internal error processing execute", ApplicationErrorType.InternalError), noFunction);
        Assert.Contains("funcArgs", noArgument.Message, StringComparison.Ordinal);
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 3, "still here")), await client.ExecuteAsync(3, "echo", "still here"));
    }

    [Fact]
    public async Task Execute_UnknownMethod_AnswersAsStormAndGoesOn()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);

        await client.SendAsync(RawThrift.Frame(o => FrameWriter.Begin(ThriftMessageType.Call, "nope"u8, 1).Field(1, "x").WriteTo(o)));

        Assert.Equal(ApplicationError.UnknownMethod("nope"), await client.ReadErrorAsync());
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 2, "on")), await client.ExecuteAsync(2, "echo", "on"));
    }

    [Fact]
    public async Task Execute_MethodOfTheOtherService_IsUnknown()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        using var worker = await RawThrift.ConnectAsync(shared.Door.Workers);

        await client.SendAsync(RawThrift.Frame(o => FetchRequestCall.Write(o, 1, "echo")));
        await worker.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", "")));

        Assert.Equal(ApplicationErrorType.UnknownMethod, (await client.ReadErrorAsync()).Type);
        Assert.Equal(ApplicationErrorType.UnknownMethod, (await worker.ReadErrorAsync()).Type);
    }

    [Fact]
    public async Task Execute_MalformedArguments_IsAProtocolErrorAndGoesOn()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        var frame = RawThrift.Frame(o => ExecuteCall.Write(o, 5, "echo", "hello"));
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(frame.Length - 10), 1000); // the argument's length

        await client.SendAsync(frame);

        Assert.Equal(ApplicationErrorType.ProtocolError, (await client.ReadErrorAsync()).Type);
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 6, "on")), await client.ExecuteAsync(6, "echo", "on"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public async Task Connection_LengthThatIsNone_IsClosedAndNobodyElseNotices(int length)
    {
        using var neighbour = await RawThrift.ConnectAsync(shared.Door.Clients);
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);

        await client.SendAsync(bytes);

        await client.ClosedAsync();
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, "here")), await neighbour.ExecuteAsync(1, "echo", "here"));
    }

    [Fact]
    public async Task Connection_HttpOnTheThriftPort_IsClosed()
    {
        using var client = await RawThrift.ConnectAsync(shared.Door.Clients);

        await client.SendAsync(Encoding.ASCII.GetBytes("GET /drpc/echo/hello HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        await client.ClosedAsync();
    }

    [Fact]
    public async Task Connection_EndsInTheMiddleOfAFrame_NobodyElseNotices()
    {
        using var neighbour = await RawThrift.ConnectAsync(shared.Door.Clients);
        using (var client = await RawThrift.ConnectAsync(shared.Door.Clients))
        {
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", "hello"))[..20]);
        }

        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, "here")), await neighbour.ExecuteAsync(1, "echo", "here"));
    }

    [Fact]
    public async Task HangUp_WhileTheFunctionRuns_CancelsItsCode()
    {
        var gate = Gate.New();
        using (var client = await RawThrift.ConnectAsync(shared.Door.Clients))
        {
            await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "hold", gate.Key)));
            await gate.Reached;
        }

        await gate.Cancelled;
    }

    private static byte[] WithLength(byte[] message)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, message.Length);
        return [.. prefix, .. message];
    }
}
