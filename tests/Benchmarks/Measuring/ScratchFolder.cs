namespace OrleansDrpc.Benchmarks;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Name { get; } = Directory.CreateTempSubdirectory("drpc-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Name, recursive: true);
}
