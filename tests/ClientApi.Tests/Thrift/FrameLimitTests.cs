using System.Buffers.Binary;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

public sealed class FrameLimitTests
{
    [Fact]
    public async Task Frame_OverTheLimit_IsAnsweredWithAnErrorAndTheConnectionCloses()
    {
        await using var door = await FrontDoor.StartAsync(("FrontDoor:MaxFrameBytes", "65536"));
        using var neighbour = await RawThrift.ConnectAsync(door.Clients);
        using var client = await RawThrift.ConnectAsync(door.Clients);

        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 3, "echo", new string('x', 1 << 20))));
        var error = await client.ReadErrorAsync();
        await client.ClosedAsync();

        Assert.Equal(ApplicationErrorType.ProtocolError, error.Type);
        Assert.Contains("65,536", error.Message, StringComparison.Ordinal);
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, "here")), await neighbour.ExecuteAsync(1, "echo", "here"));
    }

    [Fact]
    public async Task Frame_OverTheLimitOfAWorker_IsAnsweredWithAnErrorAndTheConnectionCloses()
    {
        await using var door = await FrontDoor.StartAsync(("FrontDoor:MaxFrameBytes", "1024"));
        using var worker = await RawThrift.ConnectAsync(door.Workers);

        await worker.SendAsync(RawThrift.Frame(o => ResultCall.Write(o, 1, "id", new string('x', 5000))));

        Assert.Equal(ApplicationErrorType.ProtocolError, (await worker.ReadErrorAsync()).Type);
        await worker.ClosedAsync();
    }

    [Fact]
    public async Task Frame_SaysTwoGigabytesAndSendsNothing_ClosesWithoutAnAnswerWhenTheClientGoes()
    {
        await using var door = await FrontDoor.StartAsync();
        using var neighbour = await RawThrift.ConnectAsync(door.Clients);
        var before = GC.GetTotalAllocatedBytes();
        using (var client = await RawThrift.ConnectAsync(door.Clients))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, int.MaxValue);
            await client.SendAsync(length);
        }

        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, "here")), await neighbour.ExecuteAsync(1, "echo", "here"));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    [Fact]
    public async Task Frame_TooMuchBesideOthers_IsRefusedUntilTheyAreIn()
    {
        await using var door = await FrontDoor.StartAsync(("FrontDoor:MaxReceivingBytes", $"{1 << 20}"));
        var receiving = door.Services.GetRequiredService<ReceivingLimit>();
        using var slow = await RawThrift.ConnectAsync(door.Clients);
        using var refused = await RawThrift.ConnectAsync(door.Clients);
        using var later = await RawThrift.ConnectAsync(door.Clients);
        var frame = RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", new string('x', 900_000)));
        await slow.SendAsync(frame[..500_000]);
        await Waits.Until(() => receiving.Bytes > 900_000, "half of the frame to come in");

        await refused.SendAsync(frame);
        var error = await refused.ReadErrorAsync();
        await refused.ClosedAsync();
        Assert.Equal(ApplicationErrorType.InternalError, error.Type);
        Assert.Contains("1,048,576", error.Message, StringComparison.Ordinal);
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 1, "small")), await later.ExecuteAsync(1, "echo", "small"));

        await slow.SendAsync(frame[500_000..]);
        Assert.Equal(900_000, (await slow.ReadAsync(ExecuteReply.Read)).Answer!.Length);
        await later.SendAsync(frame);
        Assert.Equal(900_000, (await later.ReadAsync(ExecuteReply.Read)).Answer!.Length);
        Assert.Equal(0, receiving.Bytes);
    }

    [Fact]
    public async Task Argument_OverTheLimitOfArguments_IsRefusedAndTheConnectionGoesOn()
    {
        await using var door = await FrontDoor.StartAsync(("Drpc:MaxArgumentBytes", "1000"));
        using var client = await RawThrift.ConnectAsync(door.Clients);
        await client.SendAsync(RawThrift.Frame(o => ExecuteCall.Write(o, 1, "echo", new string('x', 1001))));

        var failure = (await client.ReadAsync(ExecuteReply.Read)).Failure!;

        Assert.Equal(StormFailureType.FailedRequest, failure.Type);
        Assert.Contains("1,000", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RawThrift.Frame(o => ExecuteReply.Write(o, 2, "on")), await client.ExecuteAsync(2, "echo", "on"));
    }
}
