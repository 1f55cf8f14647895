namespace OrleansDrpc.Tests.Batches;

public sealed class ItemBatchTests
{
    [Fact]
    public void Items_InOneProcess_IsTheArrayItself()
    {
        long[] items = [1, 2, 3, 4];

        var batch = ItemBatch.Of(items, 3);

        Assert.Equal(3, batch.Count);
        Assert.Equal([1, 2, 3], batch.Items<long>().ToArray());
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(batch.Items<long>(), out var segment) && segment.Array == items);
    }

    [Fact]
    public void Converter_OverAWire_KeepsTheItemsAndLeavesOutTheRoom()
    {
        var converter = new ItemBatchConverter();

        var surrogate = converter.ConvertToSurrogate(ItemBatch.Of(["a", "b", "unused"], 2));
        var batch = converter.ConvertFromSurrogate(surrogate);

        Assert.Equal(["a", "b"], batch.Items<string>().ToArray());
        Assert.Equal(surrogate.Bytes, batch.ToBytes());
    }

    [Fact]
    public void Converter_WrongCount_IsRefusedWhenRead()
    {
        var batch = new ItemBatchConverter().ConvertFromSurrogate(new() { Bytes = [1, 2, 3, 4], Count = 2, Type = ItemBatch.One(0).TypeTag });

        Assert.Throws<InvalidDataException>(() => batch.Items<int>());
    }

    [Fact]
    public void Items_OfAnotherType_IsRefused()
    {
        Refuses<long>(ItemBatch.One(1));
        Refuses<uint>(ItemBatch.One(1));
        Refuses<DayOfWeek>(ItemBatch.One(1));
        Refuses<string>(ItemBatch.One<object>("a"));
        Refuses<object>(ItemBatch.One(1));
    }

    [Fact]
    public void Holds_ItsType_IsTrue()
    {
        Assert.True(ItemBatch.One(1).Holds<int>());
        Assert.True(ItemBatch.One("a").Holds<string>());
        Assert.True(ItemBatch.FromBytes([1, 0, 0, 0], 1, ItemBatch.One(0).TypeTag).Holds<int>());
    }

    private static void Refuses<T>(ItemBatch batch)
    {
        Assert.False(batch.Holds<T>());
        Assert.Throws<InvalidCastException>(() => batch.Items<T>());
    }
}
