using System.Text;

namespace OrleansDrpc.ClientApi;

/// <summary>Writes text as UTF-8, straight into the server's buffers.</summary>
internal static class TextAnswer
{
    public static Task WriteAsync(HttpResponse response, string contentType, string text)
    {
        response.ContentType = contentType;
        response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return response.WriteAsync(text, Encoding.UTF8);
    }
}
