using System.Buffers.Binary;
using System.IO.Pipelines;

namespace OrleansDrpc.Thrift.Tests;

public sealed class FrameFuzzTests
{
    private const int Streams = 250_000;
    private const int FramesPerStream = 4;
    private const int MaxFrameBytes = 16 << 20;

    // The buffers of a connection, an exception with its text and its trace; whatever a length says, only bytes that came count.
    private const int ConstantBytes = 131_072;
    private const int BytesPerByte = 16;

    [Fact]
    public Task Read_MutatedFramesInPieces_SameMessagesAsInOnePieceInBoundedMemory() => FuzzRun.CheckAsync(Streams, seed =>
    {
        var random = new Random(~seed);
        byte[] bytes = [.. Enumerable.Range(0, FramesPerStream).SelectMany(i => Mutant.Of(unchecked((seed * FramesPerStream) + i)).Frame)];
        var expected = Expected(bytes);

        var input = PipeReader.Create(new PieceStream(bytes, random));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var actual = Read(new FrameReader(input, MaxFrameBytes));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        input.Complete();

        Assert.Equal(expected.End, actual.End);
        Assert.Equal(expected.Checksums, actual.Checksums);
        Assert.True(allocated <= ConstantBytes + (BytesPerByte * bytes.Length), $"{allocated:N0} bytes were allocated for {bytes.Length:N0}.");
    });

    private static (Type? End, List<long> Checksums) Read(FrameReader frames)
    {
        var sums = new List<long>();
        try
        {
            while (true)
            {
                var read = frames.ReadAsync(Checksum, CancellationToken.None).AsTask();
                Assert.True(read.IsCompleted, "All bytes are there, but the reader waits.");
                var (any, sum) = read.GetAwaiter().GetResult();
                if (!any)
                {
                    return (null, sums);
                }

                sums.Add(sum);
            }
        }
        catch (ThriftProtocolException e)
        {
            return (e.GetType(), sums);
        }
    }

    // The same by the book, over bytes that are all there.
    private static (Type? End, List<long> Checksums) Expected(ReadOnlySpan<byte> rest)
    {
        var sums = new List<long>();
        while (rest.Length >= 4)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length > MaxFrameBytes)
            {
                return (typeof(FrameTooLargeException), sums);
            }

            if (length <= 0 || length > rest.Length - 4)
            {
                return (typeof(ThriftProtocolException), sums);
            }

            sums.Add(Checksum(rest.Slice(4, length)));
            rest = rest[(4 + length)..];
        }

        return (rest.Length > 0 ? typeof(ThriftProtocolException) : null, sums);
    }

    private static long Checksum(ReadOnlySpan<byte> message)
    {
        var sum = (long)message.Length;
        foreach (var one in message)
        {
            sum = unchecked((sum * 31) + one);
        }

        return sum;
    }
}
