using System.Buffers;
using System.Collections.Immutable;

namespace OrleansDrpc.Thrift.Tests;

public sealed class UsedUpAttemptsTests
{
    private static readonly ImmutableArray<AttemptFailure> Attempts =
    [
        new(1, DrpcFailureCode.SiloLost, "it was lost", null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(1)),
        new(4, DrpcFailureCode.FunctionFailed, "it threw \U0001F600", "count", DateTimeOffset.UnixEpoch.AddSeconds(2), DateTimeOffset.UnixEpoch.AddSeconds(3)),
    ];

    [Fact]
    public void Call_WithAttempts_IsReadAsItWasWritten()
    {
        var read = Read(UsedUpAttempts.Write(Attempts));

        Assert.Equal(("id", new StormFailure("why", 3)), (read.Id, read.Failure));
        Assert.Equal<AttemptFailure>(Attempts, UsedUpAttempts.Read(read.UsedUp)!.Value);
    }

    [Fact]
    public void Call_WithoutAttempts_IsStorms()
    {
        Assert.Null(Read(null).UsedUp);
        Assert.Null(UsedUpAttempts.Read(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("[{\"Number\":1}]")]
    [InlineData("[{\"Number\":1,\"Code\":77,\"Message\":\"x\"}]")]
    public void Read_NoAttempts_IsNull(string text) => Assert.Null(UsedUpAttempts.Read(text));

    private static FailRequestV2Call Read(string? usedUp)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FailRequestV2Call.Write(bytes, 1, "id", new StormFailure("why", 3), usedUp);
        var reader = new ThriftReader(bytes.WrittenSpan[sizeof(int)..]);
        reader.ReadHeader();
        return FailRequestV2Call.Read(ref reader);
    }
}
