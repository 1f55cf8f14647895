using System.Text.Json;

namespace OrleansDrpc.Tests.Batches;

public sealed class DrpcTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"quoted\"")]
    [InlineData("a\n\0名")]
    public void Text_OfAString_IsTheString(string text)
    {
        Assert.Same(text, DrpcText.From(text));
        Assert.Same(text, DrpcText.To<string>(text));
    }

    [Fact]
    public void Text_OfOtherTypes_IsPlainJson()
    {
        Assert.Equal("16", DrpcText.From(16L));
        Assert.Equal("true", DrpcText.From(true));
        Assert.Equal("""{"name":"名 <b>'","score":0.5}""", DrpcText.From(new Hit("名 <b>'", 0.5)));
        Assert.Equal("""{"item1":1,"item2":"a"}""", DrpcText.From((1, "a")));
        Assert.Equal("""["NaN","-Infinity"]""", DrpcText.From<double[]>([double.NaN, double.NegativeInfinity]));
        Assert.Equal("null", DrpcText.From<int?>(null));
    }

    [Fact]
    public void Text_OfNumbersAndRecords_RoundTrips() =>
        Law.Holds<(long Number, double Real, bool Flag)>(test =>
        {
            Assert.Equal(test, DrpcText.To<(long, double, bool)>(DrpcText.From(test)));
            Assert.Equal(test.Real, DrpcText.To<double>(DrpcText.From(test.Real)));
            Assert.Equal(new Hit("a", test.Real), DrpcText.To<Hit>(DrpcText.From(new Hit("a", test.Real))));
        });

    [Fact]
    public void To_Null_IsReadWhereTheTypeIsNullableOnly()
    {
        Assert.Null(DrpcText.To<int?>("null"));
        Assert.Throws<JsonException>(() => DrpcText.To<int>("null"));
        Assert.Throws<JsonException>(() => DrpcText.To<Hit>("null"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("1 2")]
    [InlineData("99999999999999999999")]
    public void To_TextOfAnotherShape_IsRefused(string text) => Assert.Throws<JsonException>(() => DrpcText.To<int>(text));

    public sealed record Hit(string Name, double Score);
}
