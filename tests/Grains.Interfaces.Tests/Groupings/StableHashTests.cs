namespace OrleansDrpc.Tests.Groupings;

public sealed class StableHashTests
{
    [Fact]
    public void Of_EqualKeys_IsEqual()
    {
        Assert.Equal(StableHash.Of(0.0), StableHash.Of(-0.0));
        Assert.Equal(StableHash.Of(0.0f), StableHash.Of(-0.0f));
        Assert.Equal(StableHash.Of(double.NaN), StableHash.Of(BitConverter.Int64BitsToDouble(-1)));
        Assert.Equal(StableHash.Of(1.0m), StableHash.Of(1.00m));
        Assert.Equal(StableHash.Of(0m), StableHash.Of(0.000m));
        Assert.Equal(StableHash.Of(0m), StableHash.Of(-0.0m));
        Assert.Equal(StableHash.Of((0.0, 1.0m)), StableHash.Of((-0.0, 1.000m)));
        Assert.Equal(StableHash.Of("ab"), StableHash.Of(string.Concat("a", 'b')));
        var noon = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(StableHash.Of(noon), StableHash.Of(noon.ToOffset(TimeSpan.FromHours(2))));
        Assert.Equal(StableHash.Of<int?>(7), StableHash.Of(7));
        Assert.Equal(StableHash.Of<object>(7L), StableHash.Of(7L));
    }

    [Fact]
    public void Of_DecimalsOfAnyScale_IsEqualWhereTheyAre() =>
        Law.Holds<decimal>(value =>
        {
            var scaled = value + 0.0000000000m;
            Assert.Equal(value, scaled);
            Assert.Equal(StableHash.Of(value), StableHash.Of(scaled));
        });

    [Fact]
    public void Of_DifferentKeys_Differs()
    {
        ulong[] hashes =
        [
            StableHash.Of(""), StableHash.Of("\0"), StableHash.Of("\0\0"), StableHash.Of("a"), StableHash.Of("a\0"), StableHash.Of<string?>(null),
            StableHash.Of(("a", "b")), StableHash.Of(("b", "a")), StableHash.Of(("ab", "")), StableHash.Of((1, 2)), StableHash.Of((1, 2, 0)),
            StableHash.Of(1.0), StableHash.Of(-1.0), StableHash.Of(1L), StableHash.Of(-1L), StableHash.Of(1.5m), StableHash.Of(-1.5m),
        ];

        Assert.Distinct(hashes);
    }

    /// <summary>Silos of different releases must agree, so these values, worked out by another program, may never change.</summary>
    [Fact]
    public void Of_KnownKeys_HasTheValuesItAlwaysHad()
    {
        Assert.Equal(0xE220A8397B1DCDAFul, StableHash.Of(0L));
        Assert.Equal(0xE4D971771B652C20ul, StableHash.Of(-1));
        Assert.Equal(0x7A1E924109B68609ul, StableHash.Of("foo.com/blog/1"));
        Assert.Equal(0x211CDF0056FA202Dul, StableHash.Of("名"));
        Assert.Equal(0xD6DAB18E1392608Aul, StableHash.Of(1.5));
        Assert.Equal(0x3F759AD055DEF7E0ul, StableHash.Of(1.5m));
        Assert.Equal(0xA2B8BE7896DB9A65ul, StableHash.Of(new Guid("00112233-4455-6677-8899-aabbccddeeff")));
        Assert.Equal(0x586978CCA3A3D2B7ul, StableHash.Of(new DateOnly(2024, 2, 29)));
        Assert.Equal(0xB7A34DF7F09A94F2ul, StableHash.Of(("a", 1, true)));
        Assert.Equal(0x20C5B486E45803DBul, StableHash.Of<string?>(null));
        Assert.Equal(0x63033B0CA389C35Aul, StableHash.Of(DayOfWeek.Friday));
    }

    [Fact]
    public void Of_ManyKeys_SpreadsEvenly()
    {
        AssertEven(item => StableHash.Of((long)item));
        AssertEven(item => StableHash.Of(item * 4096L));
        AssertEven(item => StableHash.Of($"user{item}"));
        AssertEven(item => StableHash.Of((item / 100, item % 100)));
        AssertEven(item => StableHash.Of((double)item));
        AssertEven(item => StableHash.Of(item / 100m));
    }

    [Fact]
    public void Supports_TypeOfKey_AgreesWithOf()
    {
        object[] keys =
        [
            true, 'a', (sbyte)1, (byte)1, (short)1, (ushort)1, 1, 1u, 1L, 1ul, 1f, 1.0, 1m, (Int128)1, (UInt128)1, "a", Guid.Empty, default(DateTime),
            default(DateTimeOffset), default(TimeSpan), default(DateOnly), default(TimeOnly), DayOfWeek.Monday, (1, "a"), Tuple.Create(1, 2),
            (1, 2, 3, 4, 5, 6, 7, 8, 9), ((1, 2), "a"),
            (nint)1, (nuint)1, (Half)1, new object(), new Uri("http://a"), (1, new object()), new int[1], default(ValueTuple),
        ];

        Assert.All(keys, key => Assert.Equal(StableHash.Supports(key.GetType()), Record.Exception(() => StableHash.Of(key)) is null));
        Assert.Equal(7, keys.Count(key => !StableHash.Supports(key.GetType())));
        Assert.True(StableHash.Supports(typeof(int?)));
        Assert.True(StableHash.Supports(typeof((int?, string))));
        Assert.Equal(StableHash.Of<(int?, string?)>((null, null)), StableHash.Of<(int?, string?)>((null, null)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Share_AnyHash_IsInRange(int count)
    {
        Assert.Equal(0, StableHash.Share(0, count));
        Assert.Equal(count - 1, StableHash.Share(ulong.MaxValue, count));
    }

    // Chi-square of 64 shares: 63 degrees of freedom, so 120 is beyond 1 in 100,000.
    private static void AssertEven(Func<int, ulong> hash)
    {
        var counts = new int[64];
        for (var item = 0; item < 10_000; item++)
        {
            counts[StableHash.Share(hash(item), counts.Length)]++;
        }

        var expected = 10_000 / 64.0;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 20, 120);
    }
}
