namespace OrleansDrpc.Storage.Tests;

/// <summary>A directory on the disk whose process can die: from then on nothing can be done, and the lock is free.</summary>
internal sealed class KillableFiles(string directory) : ILogFiles
{
    private readonly DiskFiles _files = new(directory);
    private readonly List<ILogFile> _open = [];
    private volatile bool _isDead;

    public string Path => _files.Path;

    public void Kill()
    {
        _isDead = true;
        lock (_open)
        {
            _open.ForEach(file => file.Dispose());
        }

        _files.Dispose();
    }

    public void Lock() => Living().Lock();

    public IReadOnlyList<string> List() => Living().List();

    public ILogFile Create(string name) => Keep(Living().Create(name));

    public ILogFile Open(string name) => Keep(Living().Open(name));

    public void Rename(string from, string to) => Living().Rename(from, to);

    public void Delete(string name) => Living().Delete(name);

    public void Flush() => Living().Flush();

    public void Dispose() => _files.Dispose();

    private DiskFiles Living() => _isDead ? throw new IOException("The process is dead.") : _files;

    private ILogFile Keep(ILogFile file)
    {
        lock (_open)
        {
            _open.Add(file);
        }

        return file;
    }
}
