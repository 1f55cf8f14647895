namespace OrleansDrpc.Storage.Tests;

/// <summary>
/// A directory in memory that knows what has been brought to the disk and what has not, so that power can fail. Each step that changes something
/// can be watched, held and made to fail.
/// </summary>
internal sealed class SimulatedDisk
{
    private readonly Dictionary<string, SimulatedFile> _names = [];
    private readonly Dictionary<string, SimulatedFile> _durableNames = [];

    /// <summary>Changes of names that were not brought to the disk yet.</summary>
    private readonly List<Action<Dictionary<string, SimulatedFile>>> _pending = [];

    public Lock Gate { get; } = new();

    /// <summary>
    /// Called before each step that changes something, with its kind and file; may throw to make it fail. A flush that fails by a
    /// <see cref="FlushException"/> has lost what it was to write.
    /// </summary>
    public Action<DiskStep, string>? Before { get; set; }

    public IReadOnlyList<string> Names => Locked(() => _names.Keys.Order(StringComparer.Ordinal).ToList());

    public long Bytes => Locked(() => _names.Values.Sum(file => file.Content.Length));

    /// <summary>For one process; each has the directory to itself.</summary>
    public ILogFiles Mount() => new SimulatedFiles(this);

    public byte[] Read(string name) => Locked(() => _names[name].Content.ToArray());

    /// <summary>A disk with these files, all of them on it.</summary>
    public static SimulatedDisk With(IEnumerable<(string Name, byte[] Content)> files)
    {
        var disk = new SimulatedDisk();
        foreach (var (name, content) in files)
        {
            disk._names[name] = disk._durableNames[name] = new SimulatedFile(disk, content) { Name = name };
        }

        return disk;
    }

    /// <summary>
    /// The disk as found after a loss of power: what was brought to it, and of the rest whatever chance has written: some changes of names, and
    /// of each file a part, with holes.
    /// </summary>
    public SimulatedDisk AfterPowerFailure(Random random)
    {
        lock (Gate)
        {
            var names = new Dictionary<string, SimulatedFile>(_durableNames);
            foreach (var change in _pending.Where(_ => random.Next(2) == 0))
            {
                change(names);
            }

            return With(names.Select(pair => (pair.Key, pair.Value.AfterPowerFailure(random))));
        }
    }

    public SimulatedFile Find(string name) => Locked(() => _names[name]);

    /// <summary>Does something to the directory that is on the disk after the next flush.</summary>
    public void Change(DiskStep step, string name, Action<Dictionary<string, SimulatedFile>> change)
    {
        Before?.Invoke(step, name);
        lock (Gate)
        {
            change(_names);
            _pending.Add(change);
        }
    }

    public void Flush()
    {
        Before?.Invoke(DiskStep.FlushNames, "");
        lock (Gate)
        {
            _pending.ForEach(change => change(_durableNames));
            _pending.Clear();
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (Gate)
        {
            return read();
        }
    }
}
