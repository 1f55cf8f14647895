using System.Buffers;

namespace OrleansDrpc.Storage;

/// <summary>
/// What is about to be written at once: the records, and what they make of the requests. Nobody else sees it before it is on the disk; then it
/// is applied to the state, or it is forgotten. For the writer's thread alone.
/// </summary>
internal sealed class Changes(LogState state)
{
    /// <summary>Room for this many changes is kept; more is rare, and to clear it each time would take long.</summary>
    private const int KeptCapacity = 10_000;

    private readonly ArrayBufferWriter<byte> _records = new(1 << 16);
    private readonly Dictionary<RequestId, Entry?> _entries = [];
    private readonly Dictionary<(string Function, string Key), RequestId?> _keys = [];
    private readonly List<Tombstone> _tombstones = [];
    private readonly HeadWriter _head = new();
    private Segment _segment = null!;

    /// <summary>Bytes for the end of the segment; none: nothing needs to be written.</summary>
    public ReadOnlySpan<byte> Records => _records.WrittenSpan;

    /// <summary>The state without these changes.</summary>
    public LogState State => state;

    public void Begin(Segment segment)
    {
        _segment = segment;
        _records.ResetWrittenCount();
        _entries.Clear();
        _keys.Clear();
        _tombstones.Clear();
        if (_entries.Capacity > KeptCapacity)
        {
            _entries.TrimExcess();
            _keys.TrimExcess();
        }
    }

    public Entry? Find(RequestId id) => _entries.TryGetValue(id, out var entry) ? entry : state.Find(id);

    public RequestId? FindKey(string function, string key) => _keys.TryGetValue((function, key), out var id) ? id : state.FindKey(function, key);

    /// <summary>All entries, with these changes.</summary>
    public List<Entry> All()
    {
        var unchanged = state.Entries.Where(entry => !_entries.ContainsKey(entry.Id));
        return [.. unchanged, .. _entries.Values.OfType<Entry>()];
    }

    /// <summary>Writes a record.</summary>
    public Location Append<T>(T value, Action<HeadWriter, T> head, RecordText text)
    {
        if (_records.WrittenCount == 0)
        {
            RecordFrame.Write(_records, Heads.Mark, RecordText.None);
        }

        head(_head, value);
        var location = new Location(_segment, _segment.Length + _records.WrittenCount, _head.Written.Length, text.Bytes.Length);
        RecordFrame.Write(_records, _head.Written, text);
        return location;
    }

    public void Put(Entry entry)
    {
        _entries[entry.Id] = entry;
        if (entry.Key is not null)
        {
            _keys[(entry.Function, entry.Key)] = entry.Id;
        }
    }

    /// <summary>Forgets requests.</summary>
    public void Drop(IReadOnlyCollection<Entry> entries)
    {
        List<Tombstone> tombstones = [.. entries.Select(entry => new Tombstone(entry.Id, entry.Added.Segment!.Name.First))];
        Append(tombstones, static (head, all) => head.Dropped(all), RecordText.None);
        _tombstones.AddRange(tombstones);
        foreach (var entry in entries)
        {
            _entries[entry.Id] = null;
            if (entry.Key is not null)
            {
                _keys[(entry.Function, entry.Key)] = null;
            }
        }
    }

    /// <summary>Makes them the state; the records are on the disk.</summary>
    public void Apply()
    {
        _segment.Length += _records.WrittenCount;
        _tombstones.ForEach(_segment.Need);

        // Those that go come first, for their keys and their ids may have been given to new ones.
        foreach (var tombstone in _tombstones)
        {
            state.Replace(state.Find(tombstone.Id), null);
        }

        foreach (var entry in _entries.Values.OfType<Entry>())
        {
            state.Replace(state.Find(entry.Id), entry);
        }
    }
}
