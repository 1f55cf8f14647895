using System.Text;

namespace OrleansDrpc.Functions.Tests;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TempFile : IDisposable
{
    public TempFile(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public TempFile(byte[] bytes) => File.WriteAllBytes(Path, bytes);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"drpc-{Guid.NewGuid():N}.tsv");

    public void Dispose() => File.Delete(Path);
}
