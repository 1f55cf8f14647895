namespace OrleansDrpc.Storage;

/// <summary>A directory of the operating system.</summary>
internal sealed class DiskFiles(string directory) : ILogFiles
{
    private const string LockName = "lock";
    private FileStream? _lock;

    public string Path { get; } = System.IO.Path.GetFullPath(directory);

    public void Lock()
    {
        try
        {
            CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RequestStoreException($"The directory {Path} of durable requests cannot be made; name one that can. {e.Message}", e);
        }

        try
        {
            _lock = new FileStream(Full(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RequestStoreException($"The directory {Path} of durable requests cannot be written to: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new RequestStoreException(
                $"The directory {Path} of durable requests cannot be used, most likely because another process uses it; each front door needs one of its own. {e.Message}", e);
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(Path).Select(path => System.IO.Path.GetFileName(path)).Where(name => name != LockName)];

    public ILogFile Create(string name) => Open(name, FileMode.Create);

    public ILogFile Open(string name) => Open(name, FileMode.Open);

    public void Rename(string from, string to) => File.Move(Full(from), Full(to), overwrite: true);

    public void Delete(string name) => File.Delete(Full(name));

    public void Flush() => DirectoryFlush.Flush(Path);

    public void Dispose() => _lock?.Dispose();

    // The name of a new directory is in the one above.
    private static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = System.IO.Path.GetDirectoryName(path)!;
        CreateDirectory(parent);
        Directory.CreateDirectory(path);
        DirectoryFlush.Flush(parent);
    }

    // Files stay readable while another takes their name.
    private DiskFile Open(string name, FileMode mode) =>
        new(File.OpenHandle(Full(name), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    private string Full(string name) => System.IO.Path.Combine(Path, name);
}
