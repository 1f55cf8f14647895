namespace OrleansDrpc.Thrift.Tests;

public sealed class MessageFuzzTests
{
    private const int Frames = 1_000_000;

    // An exception with its text and its trace; a byte of a frame that makes the most of it.
    private const int ConstantBytes = 16_384;
    private const int BytesPerByte = 16;

    [Fact]
    public async Task Read_MutatedFrames_ValuesOrProtocolExceptionInBoundedMemory()
    {
        var (read, refused) = (0, 0);
        await FuzzRun.CheckAsync(Frames, seed =>
        {
            var mutant = Mutant.Of(seed);
            var own = Read(mutant, SampleFrames.Readers[mutant.Reader]);
            Read(mutant, SampleFrames.Readers[(uint)seed % SampleFrames.Readers.Length]);
            Interlocked.Increment(ref own ? ref read : ref refused);
        });

        // Frames that all fail at once, or all pass, would test little.
        Assert.InRange(read, Frames / 10, Frames);
        Assert.InRange(refused, Frames / 10, Frames);
    }

    [Fact]
    public Task Read_MutatedFrames_NoMoreStepsThanBytes() => FuzzRun.CheckAsync(Frames / 4, seed =>
    {
        try
        {
            MessageWalk.Steps(Mutant.Of(seed).Message);
        }
        catch (ThriftProtocolException)
        {
            // As it should be.
        }
    });

    private static bool Read(Mutant mutant, ReplyParser<object> parse)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = TryRead(mutant.Message, parse);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= ConstantBytes + (BytesPerByte * mutant.Frame.Length), $"{allocated:N0} bytes were allocated for {mutant}");
        return whole;
    }

    private static bool TryRead(ReadOnlySpan<byte> message, ReplyParser<object> parse)
    {
        try
        {
            var reader = new ThriftReader(message);
            _ = reader.ReadHeader().NameText;
            parse(ref reader);
            return true;
        }
        catch (ThriftProtocolException)
        {
            return false;
        }
    }
}
