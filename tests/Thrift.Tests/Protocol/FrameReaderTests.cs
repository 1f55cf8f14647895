using System.Buffers.Binary;
using System.IO.Pipelines;

namespace OrleansDrpc.Thrift.Tests;

public sealed class FrameReaderTests
{
    private const int MaxBytes = 100;
    private const int LargeBytes = 5000;
    private readonly Pipe _pipe = new();
    private readonly FrameReader _frames;

    public FrameReaderTests() => _frames = new FrameReader(_pipe.Reader, MaxBytes);

    [Fact]
    public async Task Read_SplitAtEveryByte_SameFrames()
    {
        byte[] bytes = [.. Bytes.Frame([1, 2, 3]), .. Bytes.Frame([4]), .. Bytes.Frame([5, 6])];
        for (var split = 0; split <= bytes.Length; split++)
        {
            var pipe = new Pipe();
            var frames = new FrameReader(pipe.Reader, MaxBytes);
            var all = ReadAllAsync(frames);
            await pipe.Writer.WriteAsync(bytes.AsMemory(0, split));
            await pipe.Writer.WriteAsync(bytes.AsMemory(split));
            await pipe.Writer.CompleteAsync();
            Assert.Equal(["01-02-03", "04", "05-06"], await all.Within("the frames"));
        }
    }

    [Fact]
    public async Task Read_ByteByByte_SameFrames()
    {
        var all = ReadAllAsync(_frames);
        foreach (var one in new[] { Bytes.Frame([1, 2, 3]), Bytes.Frame([4]) }.SelectMany(frame => frame))
        {
            await _pipe.Writer.WriteAsync(new[] { one });
        }

        await _pipe.Writer.CompleteAsync();
        Assert.Equal(["01-02-03", "04"], await all.Within("the frames"));
    }

    [Fact]
    public async Task Read_MessageOverSegments_Whole()
    {
        var message = Enumerable.Range(0, 5000).Select(i => (byte)i).ToArray();
        var stream = new MemoryStream(Bytes.Frame(message));
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64, minimumReadSize: 16));
        var (any, read) = await new FrameReader(input, 5000).ReadAsync(bytes => bytes.ToArray(), CancellationToken.None);
        Assert.True(any);
        Assert.Equal(message, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public async Task Read_LengthNotOverZero_Malformed(int length)
    {
        await SendAsync(Length(length));
        await Assert.ThrowsAsync<ThriftProtocolException>(ReadAsync);
    }

    [Fact]
    public async Task Read_LengthOverTheLimit_TooLargeBeforeItsBytesCome()
    {
        await SendAsync(Length(MaxBytes + 1));
        Assert.Equal(MaxBytes + 1, (await Assert.ThrowsAsync<FrameTooLargeException>(ReadAsync)).Length);
    }

    [Fact]
    public async Task Read_LengthOfTheLimit_Read()
    {
        await SendAsync(Bytes.Frame(new byte[MaxBytes]));
        Assert.Equal(MaxBytes, (await ReadAsync().Within("the frame")).Value!.Length);
    }

    [Fact]
    public async Task Read_LargestLimitThereIs_NoOverflow()
    {
        var frames = new FrameReader(_pipe.Reader, int.MaxValue);
        await SendAsync([.. Length(int.MaxValue), 1, 2, 3]);
        await _pipe.Writer.CompleteAsync();
        await Assert.ThrowsAsync<ThriftProtocolException>(
            () => frames.ReadAsync(message => message.Length, CancellationToken.None).AsTask().Within("the failure"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Read_EndsInAFrame_Malformed(int bytes)
    {
        await SendAsync(Bytes.Frame([1, 2, 3])[..bytes]);
        await _pipe.Writer.CompleteAsync();
        await Assert.ThrowsAsync<ThriftProtocolException>(ReadAsync);
    }

    [Fact]
    public async Task Read_EndsBetweenFrames_None()
    {
        await _pipe.Writer.CompleteAsync();
        Assert.False((await ReadAsync().Within("the end")).Any);
    }

    [Fact]
    public async Task Read_ParserThrows_NextFrameIsRead()
    {
        await SendAsync([.. Bytes.Frame([1]), .. Bytes.Frame([2])]);
        await Assert.ThrowsAsync<ThriftProtocolException>(
            () => _frames.ReadAsync<int>(_ => throw new ThriftProtocolException("bad"), CancellationToken.None).AsTask());
        Assert.Equal([2], (await ReadAsync().Within("the next frame")).Value!);
    }

    [Fact]
    public async Task Read_Cancelled_NextReadGoesOn()
    {
        await SendAsync(Bytes.Frame([1, 2, 3])[..5]);
        using var cancellation = new CancellationTokenSource();
        var read = _frames.ReadAsync(message => message.ToArray(), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.Within("the cancellation"));
        await SendAsync([2, 3]);
        Assert.Equal([1, 2, 3], (await ReadAsync().Within("the frame")).Value!);
    }

    [Fact]
    public async Task More_BytesCome_CompletesAndTakesNothing()
    {
        var more = _frames.MoreAsync();
        Assert.False(more.IsCompleted);
        Assert.Same(more, _frames.MoreAsync());
        await SendAsync(Bytes.Frame([1, 2]));
        await more.Within("the bytes");
        Assert.Equal([1, 2], (await ReadAsync().Within("the frame")).Value!);
        Assert.False(_frames.MoreAsync().IsCompleted);
    }

    [Fact]
    public async Task More_NextFrameAlreadyHere_CompletesAtOnce()
    {
        await SendAsync([.. Bytes.Frame([1]), .. Bytes.Frame([2])]);
        await ReadAsync().Within("the first frame");
        await _frames.MoreAsync().Within("the second frame");
        Assert.Equal([2], (await ReadAsync().Within("the second frame")).Value!);
    }

    [Fact]
    public async Task More_ConnectionEnds_Completes()
    {
        var more = _frames.MoreAsync();
        await _pipe.Writer.CompleteAsync();
        await more.Within("the end");
        Assert.False((await ReadAsync().Within("the end")).Any);
    }

    [Fact]
    public async Task More_ThenACancelledRead_NextReadGoesOn()
    {
        var more = _frames.MoreAsync();
        using var cancellation = new CancellationTokenSource();
        var read = _frames.ReadAsync(message => message.ToArray(), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.Within("the cancellation"));
        await SendAsync(Bytes.Frame([1]));
        await more.Within("the bytes");
        Assert.Equal([1], (await ReadAsync().Within("the frame")).Value!);
    }

    [Fact]
    public async Task Read_FrameHasBegun_IsCountedUntilItIsWhole()
    {
        var limit = new ByteLimit(10_000);
        var frames = new FrameReader(_pipe.Reader, LargeBytes, limit);
        var frame = Bytes.Frame(new byte[LargeBytes]);

        var read = frames.ReadAsync(message => message.ToArray(), CancellationToken.None).AsTask();
        await SendAsync(frame[..1000]);
        await Waits.Until(() => limit.Bytes == LargeBytes, "the frame to be counted");
        await SendAsync([.. frame[1000..], .. Bytes.Frame([1])]);

        Assert.Equal(LargeBytes, (await read.Within("the frame")).Value!.Length);
        Assert.Equal(0, limit.Bytes);
        Assert.Equal([1], (await frames.ReadAsync(message => message.ToArray(), CancellationToken.None).AsTask().Within("the next frame")).Value!);
    }

    [Fact]
    public async Task Read_TooMuchBesideOthers_IsRefusedAndItsBytesAreUnread()
    {
        var limit = new ByteLimit(10_000);
        limit.TryEnter(9000);
        var frames = new FrameReader(_pipe.Reader, LargeBytes, limit);
        await SendAsync(Bytes.Frame(new byte[LargeBytes])[..1000]);

        var refusal = await Assert.ThrowsAsync<FrameRefusedException>(
            () => frames.ReadAsync(message => message.Length, CancellationToken.None).AsTask().Within("the refusal"));

        Assert.Equal(LargeBytes, refusal.Length);
        Assert.Contains("9,000", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(9000, limit.Bytes);
        Assert.True(_pipe.Reader.TryRead(out var rest));
        Assert.Equal(996, rest.Buffer.Length);
    }

    [Fact]
    public async Task Read_RestOfAFrameDoesNotCome_GivesUpAndIsNotCounted()
    {
        var (limit, time) = (new ByteLimit(10_000), new ManualTime());
        var read = await BeginLargeAsync(limit, time);

        // The timer is made just after the frame is counted.
        await Waits.Until(
            () =>
            {
                time.Advance(FrameReader.Patience);
                return read.IsCompleted;
            },
            "the reader to give up");

        Assert.Contains("not whole", (await Assert.ThrowsAsync<ThriftProtocolException>(() => read)).Message, StringComparison.Ordinal);
        Assert.Equal(0, limit.Bytes);
    }

    [Fact]
    public async Task Read_PendingReadIsCancelledInALargeFrame_NoneAndIsNotCounted()
    {
        var limit = new ByteLimit(10_000);
        var read = await BeginLargeAsync(limit);

        _pipe.Reader.CancelPendingRead();

        Assert.False((await read.Within("the end")).Any);
        Assert.Equal(0, limit.Bytes);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(4999)]
    public async Task Read_AStreamEndsInALargeFrame_MalformedAndIsNotCounted(int bytes)
    {
        var limit = new ByteLimit(10_000);
        using var stream = new MemoryStream(Bytes.Frame(new byte[LargeBytes])[..bytes]);
        var frames = new FrameReader(PipeReader.Create(stream), LargeBytes, limit);

        await Assert.ThrowsAsync<ThriftProtocolException>(
            () => Task.Run(() => frames.ReadAsync(message => message.Length, CancellationToken.None).AsTask()).Within("the end"));
        Assert.Equal(0, limit.Bytes);
    }

    [Fact]
    public async Task Read_ALargeFrameEndsInTheMiddle_MalformedAndIsNotCounted()
    {
        var limit = new ByteLimit(10_000);
        var read = await BeginLargeAsync(limit);

        await _pipe.Writer.CompleteAsync();

        await Assert.ThrowsAsync<ThriftProtocolException>(() => read.Within("the end"));
        Assert.Equal(0, limit.Bytes);
    }

    /// <summary>Begins to read a large frame of which only the beginning has come.</summary>
    private async Task<Task<(bool Any, int Value)>> BeginLargeAsync(ByteLimit limit, TimeProvider? time = null)
    {
        var read = new FrameReader(_pipe.Reader, LargeBytes, limit, time).ReadAsync(message => message.Length, CancellationToken.None).AsTask();
        await SendAsync(Bytes.Frame(new byte[LargeBytes])[..1000]);
        await Waits.Until(() => limit.Bytes == LargeBytes, "the frame to be counted");
        return read;
    }

    private static byte[] Length(int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }

    private static async Task<List<string>> ReadAllAsync(FrameReader frames)
    {
        var all = new List<string>();
        while (await frames.ReadAsync(message => BitConverter.ToString(message.ToArray()), CancellationToken.None) is (true, { } one))
        {
            all.Add(one);
        }

        return all;
    }

    private async Task SendAsync(byte[] bytes) => await _pipe.Writer.WriteAsync(bytes);

    private Task<(bool Any, byte[]? Value)> ReadAsync() => _frames.ReadAsync(message => message.ToArray(), CancellationToken.None).AsTask();
}
