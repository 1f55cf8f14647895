using FsCheck;
using FsCheck.Fluent;

namespace OrleansDrpc.Tests;

/// <summary>Properties, checked over generated values; a failure says the smallest value found that breaks one.</summary>
internal static class Law
{
    public static void Holds<T>(Gen<T> values, Action<T> law) => Prop.ForAll(values.ToArbitrary(), law).QuickCheckThrowOnFailure();

    public static void Holds<T>(Action<T> law) => Prop.ForAll(ArbMap.Default.ArbFor<T>(), law).QuickCheckThrowOnFailure();

    /// <summary>Well-formed strings: ASCII, other scripts, pairs of surrogates; also empty ones.</summary>
    public static Gen<string> Text { get; } =
        Gen.Elements("a", "b", "Z", "0", " ", "\"", "\\", "\n", "\0", "é", "ß", "名", "\uFFFD", "\U0001F600").ArrayOf().Select(string.Concat);

    /// <summary>Items over 1 to 5 partitions.</summary>
    public static Gen<Case<T>> Cases<T>(Gen<T> item) =>
        from items in item.ArrayOf()
        from partitions in Gen.Choose(1, 5)
        from seed in Gen.Choose(1, 1000)
        select new Case<T>(items, partitions, seed);

    public static Gen<T> Of<T>() => ArbMap.Default.GeneratorFor<T>();
}
