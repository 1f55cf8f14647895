namespace OrleansDrpc;

/// <summary>What an <see cref="ItemBatch"/> is on a wire.</summary>
[GenerateSerializer, Immutable, Alias("drpc.batch")]
public struct ItemBatchSurrogate
{
    /// <summary>The encoded items.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; }

    /// <summary>Stands for the items' type: bytes of one type must not be read as another.</summary>
    [Id(2)]
    public ulong Type { get; set; }

    /// <summary>How many items the bytes hold.</summary>
    [Id(1)]
    public int Count { get; set; }
}

/// <summary>Turns a batch into bytes and back, only where it leaves a process.</summary>
[RegisterConverter]
public sealed class ItemBatchConverter : IConverter<ItemBatch, ItemBatchSurrogate>
{
    /// <inheritdoc/>
    public ItemBatch ConvertFromSurrogate(in ItemBatchSurrogate surrogate) => ItemBatch.FromBytes(surrogate.Bytes, surrogate.Count, surrogate.Type);

    /// <inheritdoc/>
    public ItemBatchSurrogate ConvertToSurrogate(in ItemBatch value) => new() { Bytes = value.ToBytes(), Count = value.Count, Type = value.TypeTag };
}
