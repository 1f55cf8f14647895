namespace OrleansDrpc.Storage.Tests;

/// <summary>A simulated disk as a process sees it.</summary>
internal sealed class SimulatedFiles(SimulatedDisk disk) : ILogFiles
{
    public string Path => "/simulated";

    public void Lock()
    {
    }

    public IReadOnlyList<string> List() => disk.Names;

    public ILogFile Create(string name)
    {
        var file = new SimulatedFile(disk, []) { Name = name };
        disk.Change(DiskStep.Create, name, names => names[name] = file);
        return new Handle(disk, file);
    }

    public ILogFile Open(string name) => new Handle(disk, disk.Find(name));

    public void Rename(string from, string to)
    {
        var file = disk.Find(from);
        disk.Change(DiskStep.Rename, to, names =>
        {
            names.Remove(from);
            names[to] = file;
            file.Name = to;
        });
    }

    public void Delete(string name) => disk.Change(DiskStep.Delete, name, names => names.Remove(name));

    public void Flush() => disk.Flush();

    public void Dispose()
    {
    }

    private sealed class Handle(SimulatedDisk disk, SimulatedFile file) : ILogFile
    {
        private volatile bool _isClosed;

        public long Length => file.Content.Length;

        public int Read(Span<byte> into, long offset)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            lock (disk.Gate)
            {
                var left = file.Content.AsSpan((int)Math.Min(offset, file.Content.Length));
                left = left[..Math.Min(left.Length, into.Length)];
                left.CopyTo(into);
                return left.Length;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes.ToArray(), offset);

        public void Truncate(long length) => file.Truncate(length);

        public void Flush() => file.Flush();

        public void Dispose() => _isClosed = true;
    }
}
