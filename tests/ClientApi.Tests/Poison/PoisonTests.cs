using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// A neighbour of a function that does what none should: its calls are answered rightly, with a p99 within four times that without the other.
/// The callers of both share the processors with the front door, which is in this process.
/// </summary>
[Collection(AloneTests.Name)]
public sealed class PoisonTests
{
    private const int MaxSlowdown = 4;
    private const long MaxBytes = 300 << 20;
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Beside = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan MemoryLookEvery = TimeSpan.FromMilliseconds(50);

    // Computes for some tens of milliseconds: what is shorter than the system's time slices is slowed down by any use of the processors.
    private static readonly DrpcFunction<int, int> Primes =
        DrpcFunction.Named("primes").Takes<int>().Select(most => Enumerable.Range(2, most - 1).Count(IsPrime)).Returns();

    [Theory]
    [InlineData("crash", 4, HttpStatusCode.BadRequest)]
    [InlineData("crash at once", 4, HttpStatusCode.BadRequest)]
    [InlineData("flood the answer", 4, HttpStatusCode.BadRequest)]
    [InlineData("flood a stage", 2, HttpStatusCode.GatewayTimeout)]
    [InlineData("flood without waiting", 2, HttpStatusCode.BadRequest)]
    [InlineData("block", 30, HttpStatusCode.GatewayTimeout)]
    public Task Neighbour_OfPoison_IsAnsweredRightlyAndNotMuchLater(string function, int callers, HttpStatusCode ends) =>
        MeasureAsync(function, callers, ends);

    // Whatever such code has begun takes a processor for good: a service that has it gives it up soon, and then takes no more of it.
    [Fact]
    public Task Neighbour_OfCodeThatComputesOnWhateverItsTokenSays_IsAnsweredRightlyAndNotMuchLater() =>
        MeasureAsync("spin", callers: 2, HttpStatusCode.GatewayTimeout, ("Drpc:StuckCodeGrace", "00:00:00"));

    private static async Task MeasureAsync(string function, int callers, HttpStatusCode ends, params (string Key, string Value)[] settings)
    {
        await using var door = await FrontDoor.StartAsync(drpc => Array.ForEach([Primes, .. Poison.Functions], add => drpc.AddFunction(add)), settings);
        using var load = new Load(door.Address, "primes", "250000") { Expected = "22044" };
        await load.ClosedAsync(callers: 1, Alone, new LoadTally());

        await Measured.InAnyRunAsync(async measured =>
        {
            var (alone, beside, poison) = (new LoadTally(), new LoadTally(), Poison.New());
            await load.ClosedAsync(callers: 1, Alone, alone);
            var memory = Environment.WorkingSet;

            var calling = new PoisonCallers(door.Http, function, poison.Key, callers);
            var loading = load.ClosedAsync(callers: 1, Beside, beside);
            var taken = await MostMemoryAsync(loading) - memory;
            await loading;
            poison.End();
            await calling.StopAsync();
            await poison.GoneAsync();

            Measured.Say($"alone: {alone}\nbeside: {beside}\n{function}: {string.Join(", ", calling.Outcomes)}\nmemory: {taken >> 20} MB more");
            measured.CheckNone(alone.Mistakes.Concat(beside.Mistakes));
            measured.Check(alone.Refused + beside.Refused == 0, "no call of the neighbour is refused");
            measured.Check(beside.P99 <= MaxSlowdown * alone.P99, "the neighbour's p99 is within four times that alone");
            measured.Check(taken <= MaxBytes, "memory stays within 300 MB");
            measured.Check(calling.Outcomes.ContainsKey(ends), $"the poison's calls end with {ends}");
        });
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<long> MostMemoryAsync(Task meanwhile)
    {
        using var ticks = new PeriodicTimer(MemoryLookEvery, TimeProvider.System);
        var most = 0L;
        while (!meanwhile.IsCompleted)
        {
            most = Math.Max(most, Environment.WorkingSet);
            await ticks.WaitForNextTickAsync();
        }

        return most;
    }
}
