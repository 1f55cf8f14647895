using System.Buffers;
using System.Collections.Immutable;

namespace OrleansDrpc.Thrift.Tests;

public sealed class FailureDetailsTests
{
    private static readonly ImmutableArray<AttemptFailure> Attempts =
    [
        new(1, DrpcFailureCode.SiloLost, "it was lost", null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1)),
        new(4, DrpcFailureCode.FunctionFailed, "it threw \U0001F600", "count", DateTimeOffset.UnixEpoch.AddSeconds(2), DateTimeOffset.UnixEpoch.AddSeconds(3)),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Call_WithDetails_IsReadAsItWasWritten(bool areUsedUp)
    {
        var failure = new DrpcFailure(DrpcFailureCode.BadArgument, "why", IsPermanent: !areUsedUp, Attempts: Attempts) { AttemptsUsedUp = areUsedUp };

        var read = Read(FailureDetails.Write(failure));
        var details = FailureDetails.Read(read.Details)!;

        Assert.Equal(("id", new StormFailure("why", 3)), (read.Id, read.Failure));
        Assert.Equal((DrpcFailureCode.BadArgument, !areUsedUp), (details.Code, details.IsPermanent));
        Assert.Equal(areUsedUp ? [.. Attempts] : null, details.UsedUp);
    }

    [Fact]
    public void Call_WithoutDetails_IsStorms()
    {
        Assert.Null(Read(null).Details);
        Assert.Null(FailureDetails.Read(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"Code\":77}")]
    [InlineData("{\"Code\":1,\"UsedUp\":[]}")]
    [InlineData("{\"Code\":1,\"UsedUp\":[null]}")]
    [InlineData("{\"Code\":1,\"UsedUp\":[{\"Number\":1}]}")]
    [InlineData("{\"Code\":1,\"UsedUp\":[{\"Number\":1,\"Code\":77,\"Message\":\"x\"}]}")]
    public void Read_NoDetails_IsNull(string text) => Assert.Null(FailureDetails.Read(text));

    private static FailRequestV2Call Read(string? details)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FailRequestV2Call.Write(bytes, 1, "id", new StormFailure("why", 3), details);
        var reader = new ThriftReader(bytes.WrittenSpan[sizeof(int)..]);
        reader.ReadHeader();
        return FailRequestV2Call.Read(ref reader);
    }
}
