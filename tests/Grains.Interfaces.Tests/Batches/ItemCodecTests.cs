using FsCheck.Fluent;

namespace OrleansDrpc.Tests.Batches;

public sealed class ItemCodecTests
{
    [Fact]
    public void Encode_Unmanaged_RoundTrips() =>
        Law.Holds<long[]>(items =>
        {
            RoundTrips(items);
            RoundTrips(Array.ConvertAll(items, item => (byte)item));
            RoundTrips(Array.ConvertAll(items, item => (item, (short)item, item % 2 == 0)));
            RoundTrips(Array.ConvertAll(items, item => item % 3 == 0 ? (double?)null : item));
            RoundTrips(Array.ConvertAll(items, item => new Guid((int)item, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
        });

    [Fact]
    public void Encode_Unmanaged_IsOneBlockOfItsMemory() =>
        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0], ItemCodec<int>.Encode([1, 2]));

    [Fact]
    public void Encode_Doubles_KeepsEveryBit() =>
        Law.Holds<long[]>(bits =>
        {
            var items = Array.ConvertAll(bits, item => BitConverter.Int64BitsToDouble(item * 0x9E3779B97F4A7C1));
            var decoded = ItemCodec<double>.Decode(ItemCodec<double>.Encode(items), items.Length);
            Assert.Equal(items.Select(BitConverter.DoubleToInt64Bits), decoded.Select(BitConverter.DoubleToInt64Bits));
        });

    [Fact]
    public void Encode_Strings_RoundTrips() => Law.Holds(Gen.OneOf(Law.Text, Gen.Constant<string>(null!)).ArrayOf(), RoundTrips);

    [Fact]
    public void Encode_Records_RoundTrips() =>
        Law.Holds(
            (from name in Law.Text from number in Law.Of<double>() from amount in Law.Of<decimal>() select new Row(name, number, amount)).ArrayOf(),
            RoundTrips);

    [Fact]
    public void Encode_FloatingPointInRecords_KeepsEveryBit() =>
        Law.Holds<long>(bits =>
        {
            double[] numbers = [BitConverter.Int64BitsToDouble(bits * 0x9E3779B97F4A7C1), -0.0, double.Epsilon, double.NegativeInfinity, double.NaN];
            foreach (var number in numbers)
            {
                var bytes = ItemCodec<(double[], float[])>.Encode([([number], [(float)number])]);
                var (doubles, floats) = ItemCodec<(double[], float[])>.Decode(bytes, 1)[0];
                Assert.True(number.Equals(doubles[0]) && double.IsNegative(number) == double.IsNegative(doubles[0]));
                Assert.Equal((float)number, floats[0]);
            }
        });

    [Fact]
    public void Encode_PairsAndLists_RoundTrips()
    {
        RoundTrips([KeyValuePair.Create("a", 1L), KeyValuePair.Create("", long.MinValue)]);
        RoundTrips<(string, int?)>([("a", null), ("b", 2)]);
        var lists = ItemCodec<IReadOnlyList<Row>>.Encode([[new Row("a", 1, 2)], []]);
        Assert.Equal([[new Row("a", 1, 2)], []], ItemCodec<IReadOnlyList<Row>>.Decode(lists, 2));
    }

    [Fact]
    public void Decode_WrongCount_IsRefused()
    {
        foreach (var count in (int[])[-1, 0, 1, 3, int.MaxValue])
        {
            Refuses<long>(ItemCodec<long>.Encode([1, 2]), count);
            Refuses<string>(ItemCodec<string>.Encode(["a", "b"]), count);
            Refuses<Row>(ItemCodec<Row>.Encode([new("a", 1, 2), new("b", 3, 4)]), count);
        }
    }

    [Fact]
    public void Decode_CutOff_IsRefused()
    {
        var longs = ItemCodec<long>.Encode([1, 2]);
        var strings = ItemCodec<string>.Encode(["a", "名"]);
        var rows = ItemCodec<Row>.Encode([new("a", 1, 2), new("b", 3, 4)]);
        for (var cut = 0; cut < longs.Length; cut++)
        {
            Refuses<long>(longs[..cut], 2);
        }

        for (var cut = 0; cut < strings.Length; cut++)
        {
            Refuses<string>(strings[..cut], 2);
        }

        for (var cut = 0; cut < rows.Length; cut++)
        {
            Refuses<Row>(rows[..cut], 2);
        }
    }

    [Fact]
    public void Decode_AnyBytes_IsRefusedOrRead() =>
        Law.Holds<(byte[], int)>(test =>
        {
            var (bytes, count) = test;
            TryDecode<int>(bytes, count);
            TryDecode<string>(bytes, count);
            TryDecode<Row>(bytes, count);
        });

    [Fact]
    public void Decode_CountFarOverTheBytes_AllocatesNoMoreThanTheBytesWarrant()
    {
        var bytes = ItemCodec<string>.Encode(["a", "b"]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refuses<string>(bytes, int.MaxValue);
        Refuses<long>(new byte[16], int.MaxValue);
        Refuses<Row>("[]"u8.ToArray(), int.MaxValue);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Encode_RecordWithHalfASurrogatePair_IsRefusedAsInAString()
    {
        Assert.ThrowsAny<ArgumentException>(() => ItemCodec<string>.Encode(["a\uD800"]));
        Assert.ThrowsAny<ArgumentException>(() => ItemCodec<Row>.Encode([new("a\uD800", 1, 2)]));
    }

    private static void RoundTrips<T>(T[] items) => Assert.Equal(items, ItemCodec<T>.Decode(ItemCodec<T>.Encode(items), items.Length));

    private static void Refuses<T>(byte[] bytes, int count) => Assert.Throws<InvalidDataException>(() => ItemCodec<T>.Decode(bytes, count));

    private static void TryDecode<T>(byte[] bytes, int count)
    {
        try
        {
            Assert.Equal(count, ItemCodec<T>.Decode(bytes, count).Length);
        }
        catch (InvalidDataException)
        {
        }
    }

    public sealed record Row(string Name, double Number, decimal Amount);
}
