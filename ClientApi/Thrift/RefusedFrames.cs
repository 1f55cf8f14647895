using System.Buffers;
using System.IO.Pipelines;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Refuses a frame that is too large, or too much beside others: answers it, if its beginning tells which call it is, and throws enough of it away that the answer is not lost
/// with a connection that closes while the sender still sends.
/// </summary>
internal sealed class RefusedFrames(TimeProvider time)
{
    private const int FirstBytes = 4;
    private const int HeaderBytes = 512;
    private const int DiscardedBytes = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task RefuseAsync(ThriftPeer peer, FrameRefusedException frame)
    {
        using var end = new CancellationTokenSource(Patience, time);
        try
        {
            var (input, output) = (peer.Input, peer.Output);
            if (LooksLikeThrift(await BeginningAsync(input, FirstBytes, end.Token))
                && TryAnswer(await BeginningAsync(input, Math.Min(HeaderBytes, frame.Length), end.Token), output, frame))
            {
                await output.FlushAsync(end.Token);
                await DiscardAsync(input, Math.Min(frame.Length, DiscardedBytes), end.Token);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The sender has gone, or does neither send nor go.
        }
    }

    private static async Task<byte[]> BeginningAsync(PipeReader input, int bytes, CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(bytes, cancellationToken);
        var beginning = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, HeaderBytes)).ToArray();
        input.AdvanceTo(read.Buffer.Start);
        return beginning;
    }

    // A strict header, or an old-style one, which begins with the length of a method's name. Something else, such as HTTP, is not waited for.
    private static bool LooksLikeThrift(byte[] beginning) => beginning is [0x80, 0x01, ..] or [0, 0, ..];

    private static bool TryAnswer(byte[] beginning, IBufferWriter<byte> output, FrameRefusedException frame)
    {
        try
        {
            var header = new ThriftReader(beginning).ReadHeader();
            new ApplicationError(frame.Message, frame is FrameTooLargeException ? ApplicationErrorType.ProtocolError : ApplicationErrorType.InternalError).Write(output, header.Name, header.SequenceId);
            return true;
        }
        catch (ThriftProtocolException)
        {
            // It is no Thrift at all.
            return false;
        }
    }

    private static async Task DiscardAsync(PipeReader input, long bytes, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var read = await input.ReadAsync(cancellationToken);
            bytes -= read.Buffer.Length;
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
