using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A body whose length nobody says beforehand, in small pieces.</summary>
internal sealed class ChunkedContent(byte[] bytes) : HttpContent
{
    private const int Piece = 777;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in bytes.Chunk(Piece))
        {
            await stream.WriteAsync(piece);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
