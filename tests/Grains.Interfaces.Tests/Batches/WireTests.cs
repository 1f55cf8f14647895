namespace OrleansDrpc.Tests.Batches;

/// <summary>What would happen to batches on a wire, which the embedded engine never puts them on.</summary>
public sealed class WireTests
{
    [Fact]
    public void Batch_OfAnotherTypeOfTheSameSize_IsRefused()
    {
        var function = DrpcFunction.Named("takes-int").Takes<int>().Select(x => x, name: "s").Returns();
        Assert.False(function.Accepts(OverTheWire(ItemBatch.One(1.0f))));
    }

    [Fact]
    public void Batches_OfRecordsWithLongTexts_StayUnderTheSizeLimit()
    {
        const int MaxBytes = 1 << 16;
        var buffers = new TaskBuffers<KeyValuePair<string, long>>(1, 4096, MaxBytes);
        var item = KeyValuePair.Create(new string('x', 10_000), 1L);
        for (var i = 0; i < 1000; i++)
        {
            buffers.Add(0, item);
        }

        buffers.CompleteAll();
        Assert.All(buffers.Full, full => Assert.InRange(full.Batch.ToBytes().Length, 0, 2 * MaxBytes));
    }

    [Fact]
    public void Function_WhoseItemsCannotCrossAWire_IsRefusedWhenRegistered() => Assert.NotEmpty(PlanValidator.Mistakes(
        DrpcFunction.Named("streams").Takes<int>().Select<Stream>(x => new MemoryStream(x), name: "open").Select(s => s.Length, name: "measure").Returns()));

    private static ItemBatch OverTheWire(ItemBatch batch) => ItemBatch.FromBytes(batch.ToBytes(), batch.Count, batch.TypeTag);
}
