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
internal sealed class FrameReader(PipeReader input, int maxFrameBytes)
{
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
        while (true)
        {
            // A wait that is cancelled leaves the read begun, because two reads at once are not allowed.
            var read = _begun is { } begun ? await begun.WaitAsync(cancellationToken) : await input.ReadAsync(cancellationToken);
            _begun = null;
            var buffer = read.Buffer;
            if (read.IsCanceled)
            {
                return (false, default);
            }

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

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? (false, default) : throw new ThriftProtocolException("The connection ended in the middle of a frame.");
            }
        }
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

    private bool TryTake(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < LengthSize)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[LengthSize];
        buffer.Slice(0, LengthSize).CopyTo(prefix);
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
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
