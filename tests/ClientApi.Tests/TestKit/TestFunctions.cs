namespace OrleansDrpc.ClientApi.Tests;

/// <summary>An argument and a result that is not text.</summary>
[GenerateSerializer, Immutable]
public sealed record Order([property: Id(0)] string Item, [property: Id(1)] int Count);

/// <summary>The functions that the tests call.</summary>
internal static class TestFunctions
{
    public static readonly DrpcFunction<string, string> Echo = DrpcFunction.Named("echo").WithDescription("Says what it hears.")
        .Takes<string>().Select(text => text).Returns();

    public static readonly DrpcFunction<long, long> Twice = DrpcFunction.Named("twice")
        .Takes<long>().Select(number => number * 2).Returns();

    public static readonly DrpcFunction<Order, Order> Double = DrpcFunction.Named("double")
        .Takes<Order>().Select(order => order with { Count = order.Count * 2 }).Returns();

    public static readonly DrpcFunction<string, int> CountWords = DrpcFunction.Named("count words").WithDeadline(TimeSpan.FromSeconds(7))
        .Takes<string>()
        .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries), parallelism: 2, name: "split")
        .Aggregate(static () => 0, static (count, _) => count + 1, static count => count, partitions: 1, Grouping.Global, name: "count")
        .Returns();

    public static readonly DrpcFunction<string, IReadOnlyList<string>> Letters = DrpcFunction.Named("letters")
        .Takes<string>().SelectMany(text => text.Select(letter => letter.ToString())).ReturnsAll();

    public static readonly DrpcFunction<string, string> Fail = DrpcFunction.Named("fail")
        .Takes<string>().Select<string>(text => throw new InvalidOperationException($"no luck with {text}"), name: "unlucky").Returns();

    public static readonly DrpcFunction<string, string> Refuse = DrpcFunction.Named("refuse")
        .Takes<string>().Select<string>(text => throw new DrpcException(DrpcFailureCode.BadArgument, $"'{text}' is not for me"), name: "picky").Returns();

    /// <summary>Goes on when the test says so. See <see cref="Gate"/>.</summary>
    public static readonly DrpcFunction<string, string> Hold = DrpcFunction.Named("hold")
        .Takes<string>().Stage<string>(Gate.PassAsync, name: "gate").Returns();

    /// <summary>Fails as often as the test says. See <see cref="Luck"/>.</summary>
    public static readonly DrpcFunction<string, string> Lucky = DrpcFunction.Named("lucky").Reliable(maxAttempts: 3)
        .Takes<string>().Select(Luck.Try, name: "luck").Returns();

    /// <summary>Equal calls share one execution.</summary>
    public static readonly DrpcFunction<string, string> Shared = DrpcFunction.Named("shared").CoalesceIdentical()
        .Takes<string>().Stage<string>(Gate.PassAsync, name: "gate").Returns();

    /// <summary>Two stages, of which the second waits at the argument's gate.</summary>
    public static readonly DrpcFunction<string, string> TwoStages = DrpcFunction.Named("two stages")
        .Takes<string>().Select(text => text, parallelism: 2, name: "first").Stage<string>(Gate.PassAsync, parallelism: 2, name: "second").Returns();

    /// <summary>As <see cref="Hold"/>, in a single attempt.</summary>
    public static readonly DrpcFunction<string, string> HoldOnce = DrpcFunction.Named("hold once").Unreliable()
        .Takes<string>().Stage<string>(Gate.PassAsync, name: "gate").Returns();

    /// <summary>As <see cref="Lucky"/>, in a single attempt.</summary>
    public static readonly DrpcFunction<string, string> LuckyOnce = DrpcFunction.Named("lucky once").Unreliable()
        .Takes<string>().Select(Luck.Try, name: "luck").Returns();

    /// <summary>Its argument names three gates with a space between them. Each attempt waits at the next one, and fails there but for the last.</summary>
    public static readonly DrpcFunction<string, string> ThirdTime = DrpcFunction.Named("third time").Reliable(maxAttempts: 3)
        .Takes<string>().Stage<string>(Gate.PassThirdAsync, name: "gates").Returns();

    /// <summary>Counts three items, of which one waits at the argument's gate; without it, the answer covers three tasks of four.</summary>
    public static readonly DrpcFunction<string, int> CountInPart = InPart("in part", TimeSpan.FromSeconds(30));

    /// <summary>The same, with a deadline that does not let one wait.</summary>
    public static readonly DrpcFunction<string, int> SoonInPart = InPart("soon part", TimeSpan.FromSeconds(5));

    public static IReadOnlyList<DrpcFunction> All { get; } =
        [Echo, Twice, Double, CountWords, Letters, Fail, Refuse, Hold, Lucky, Shared, TwoStages, HoldOnce, LuckyOnce, ThirdTime, CountInPart, SoonInPart];

    public static void Add(DrpcBuilder drpc)
    {
        foreach (var function in All)
        {
            drpc.AddFunction(function);
        }
    }

    private static DrpcFunction<string, int> InPart(string name, TimeSpan deadline) => DrpcFunction.Named(name).WithPartialAnswers().WithDeadline(deadline)
        .Takes<string>()
        .SelectMany<(string Key, int Item)>(key => [(key, 0), (key, 1), (key, 2)], name: "source")
        .Stage<string>(
            (item, output, token) => item.Item == 0 ? Gate.PassAsync(item.Key, output, token) : output.EmitAsync(item.Key, token),
            parallelism: 3,
            Grouping.Custom(static ((string Key, int Item) item, int tasks) => item.Item % tasks),
            "gate")
        .Aggregate(static () => 0, static (count, _) => count + 1, static count => count, partitions: 1, Grouping.Global, name: "count")
        .Returns();
}
