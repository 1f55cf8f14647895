using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace OrleansDrpc.Thrift;

/// <summary>Makes something of the message in a frame; the bytes are gone when it returns.</summary>
internal delegate T FrameParser<out T>(ReadOnlySpan<byte> message);

/// <summary>
/// Takes frames (four bytes of length, then a message) from a connection, however TCP has split or joined them. A frame takes memory only
/// as its bytes arrive. One reader at a time.
/// </summary>
/// <param name="input">The connection.</param>
/// <param name="maxFrameBytes">The longest frame.</param>
/// <param name="receiving">Where the frames of all connections are counted that have begun and are not whole; null: nowhere.</param>
/// <param name="time">Ends the wait for the rest of such a frame, which others may need the room of.</param>
internal sealed class FrameReader(PipeReader input, int maxFrameBytes, ByteLimit? receiving = null, TimeProvider? time = null)
{
    /// <summary>How long a frame that is counted may take, and how many of its bytes have to come in each second beyond that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int SlowestBytes = 1 << 16;
    private const int LengthSize = sizeof(int);

    private readonly CancellationTokenSource _ended = new();

    // A read that has begun while something else was awaited (MoreAsync) belongs to the next frame.
    private Task<ReadResult>? _begun;

    /// <summary>Waits for the next frame.</summary>
    /// <param name="parse">Makes a value of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// False and nothing: the other side has ended the connection between two frames, or <see cref="PipeReader.CancelPendingRead"/> was called.
    /// </returns>
    /// <exception cref="ThriftProtocolException">The frame or its message is malformed, or the connection ended in the middle of it.</exception>
    public async ValueTask<(bool Any, T? Value)> ReadAsync<T>(FrameParser<T> parse, CancellationToken cancellationToken)
    {
        // A wait that is cancelled leaves the read begun, because two reads at once are not allowed.
        var read = _begun is { } begun ? await begun.WaitAsync(cancellationToken) : await input.ReadAsync(cancellationToken);
        _begun = null;
        while (!read.IsCanceled)
        {
            var buffer = read.Buffer;
            if (TryTake(buffer, out var message))
            {
                try
                {
                    return (true, Parse(message, parse));
                }
                finally
                {
                    input.AdvanceTo(message.End);
                }
            }

            var held = read.IsCompleted ? 0 : Hold(buffer);
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? (false, default) : throw new ThriftProtocolException("The connection ended in the middle of a frame.");
            }

            read = held > 0 ? await ReceiveAsync(held, cancellationToken) : await input.ReadAsync(cancellationToken);
        }

        return (false, default);
    }

    /// <summary>Whether bytes of a next frame are there already, or the connection has ended.</summary>
    public bool HasMore => MoreAsync().IsCompleted;

    /// <summary>Fires when the other side has ended the connection, or it is lost; noticed only after <see cref="MoreAsync"/>.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Completes when there are bytes of a next frame, or the connection has ended. Takes nothing.</summary>
    public Task MoreAsync() => _begun ??= BeginAsync();

    private async Task<ReadResult> BeginAsync()
    {
        try
        {
            var read = await input.ReadAsync(CancellationToken.None);
            if (read.IsCompleted)
            {
                await _ended.CancelAsync();
            }

            return read;
        }
        catch
        {
            await _ended.CancelAsync();
            throw;
        }
    }

    // How long the frame is that has begun, where it is counted; then it is from here on.
    private int Hold(ReadOnlySequence<byte> buffer)
    {
        if (receiving is null || buffer.Length < LengthSize || LengthOf(buffer) is not (>= ByteLimit.Small and var length))
        {
            return 0;
        }

        if (!receiving.TryEnter(length))
        {
            input.AdvanceTo(buffer.GetPosition(LengthSize));
            throw new FrameRefusedException(
                length, $"A frame of {length:N0} bytes is too much beside the {receiving.Bytes:N0} that are being received; the limit is {receiving.Most:N0}. Try again in a moment.");
        }

        return length;
    }

    // The read with which the frame is whole, or the connection ends.
    private async Task<ReadResult> ReceiveAsync(int length, CancellationToken cancellationToken)
    {
        var limit = Patience + TimeSpan.FromSeconds((double)length / SlowestBytes);
        using var late = new CancellationTokenSource(limit, time ?? TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(end.Token);
                if (read.IsCompleted || read.IsCanceled || read.Buffer.Length - LengthSize >= length)
                {
                    return read;
                }

                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ThriftProtocolException($"A frame of {length:N0} bytes was not whole within {limit.TotalSeconds:N0} s.");
        }
        finally
        {
            receiving!.Leave(length);
        }
    }

    private static int LengthOf(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[LengthSize];
        buffer.Slice(0, LengthSize).CopyTo(prefix);
        return BinaryPrimitives.ReadInt32BigEndian(prefix);
    }

    private bool TryTake(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < LengthSize)
        {
            return false;
        }

        var length = LengthOf(buffer);
        if (length <= 0 || length > maxFrameBytes)
        {
            input.AdvanceTo(buffer.GetPosition(LengthSize));
            throw length <= 0
                ? new ThriftProtocolException($"A frame says that it has {length:N0} bytes.")
                : new FrameTooLargeException(length, maxFrameBytes);
        }

        if (buffer.Length - LengthSize < length)
        {
            return false;
        }

        message = buffer.Slice(LengthSize, length);
        return true;
    }

    private static T Parse<T>(ReadOnlySequence<byte> message, FrameParser<T> parse)
    {
        if (message.IsSingleSegment)
        {
            return parse(message.FirstSpan);
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)message.Length);
        try
        {
            message.CopyTo(whole);
            return parse(whole.AsSpan(0, (int)message.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
