using System.Runtime.CompilerServices;

namespace OrleansDrpc;

/// <summary>
/// A run of items on their way to one task. Inside a process it is a reference to an array that nobody writes to any more; on a wire it
/// is one block of bytes (see <see cref="ItemCodec{T}"/>), made when it is needed and not before. Immutable and thread-safe.
/// </summary>
[Immutable]
public sealed class ItemBatch
{
    private readonly object _items;
    private readonly Codec? _codec;

    private ItemBatch(object items, int count, Codec? codec, ulong typeTag)
    {
        TypeTag = typeTag;
        _items = items;
        Count = count;
        _codec = codec;
    }

    /// <summary>How many items it holds.</summary>
    public int Count { get; }

    /// <summary>Takes over <paramref name="items"/>: the caller must not write to the array afterwards.</summary>
    internal static ItemBatch Of<T>(T[] items, int count) => new(items, count, Codec<T>.Instance, Codec<T>.TypeTag);

    internal static ItemBatch One<T>(T item) => new(new[] { item }, 1, Codec<T>.Instance, Codec<T>.TypeTag);

    internal static ItemBatch FromBytes(byte[] bytes, int count, ulong typeTag) => new(bytes, count, null, typeTag);

    /// <summary>The items, decoded where they came over a wire.</summary>
    /// <exception cref="InvalidCastException">The batch holds items of another type.</exception>
    internal ReadOnlyMemory<T> Items<T>()
    {
        if (!Holds<T>())
        {
            throw new InvalidCastException($"A batch of {(_codec is null ? "items of another type" : _items.GetType())} was asked for items of {typeof(T)}.");
        }

        return _codec is null ? ItemCodec<T>.Decode((byte[])_items, Count) : new ReadOnlyMemory<T>((T[])_items, 0, Count);
    }

    // Not by "is": to the runtime an int[] is a uint[], and an array of any enum over int, too.
    internal bool Holds<T>() => _codec is null ? TypeTag == Codec<T>.TypeTag : _items.GetType() == typeof(T[]);

    /// <summary>Stands for the items' type where the batch is bytes, so that they are not read as another type of the same size.</summary>
    internal ulong TypeTag { get; }

    /// <summary>How large it is on a wire. Cheap for strings and for types without references; others are encoded to tell.</summary>
    internal long SizeInBytes => _items switch
    {
        string[] texts => StringBlock.SizeOf(texts.AsSpan(0, Count)),
        _ => ToBytes().Length,
    };

    internal byte[] ToBytes() => _codec is null ? (byte[])_items : _codec.Encode(_items, Count);

    /// <summary>About how large it is on a wire, without encoding it.</summary>
    internal long ApproximateBytes => _codec is null ? ((byte[])_items).Length : _codec.Estimate(_items, Count);

    private abstract class Codec
    {
        public abstract byte[] Encode(object items, int count);

        public abstract long Estimate(object items, int count);
    }

    private sealed class Codec<T> : Codec
    {
        public static readonly Codec<T> Instance = new();

        public static readonly ulong TypeTag = StableHash.Of(typeof(T).ToString());

        public override byte[] Encode(object items, int count) => ItemCodec<T>.Encode(Unsafe.As<T[]>(items).AsSpan(0, count));

        public override long Estimate(object items, int count) => ItemSize<T>.Estimate(Unsafe.As<T[]>(items).AsSpan(0, count));
    }
}
