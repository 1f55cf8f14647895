using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// Functions that do what none should end as they should, take little memory, and leave their neighbours alone. How much later the
/// neighbours' answers come is measured by the benchmark "poison".
/// </summary>
[Collection(AloneTests.Name)]
public sealed class PoisonTests
{
    private const long MaxBytes = 300 << 20;
    private static readonly TimeSpan Beside = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("crash", 4, HttpStatusCode.BadRequest)]
    [InlineData("crash at once", 4, HttpStatusCode.BadRequest)]
    [InlineData("flood the answer", 4, HttpStatusCode.BadRequest)]
    [InlineData("flood a stage", 2, HttpStatusCode.GatewayTimeout)]
    [InlineData("flood without waiting", 2, HttpStatusCode.BadRequest)]
    [InlineData("block", 30, HttpStatusCode.GatewayTimeout)]
    [InlineData("spin", 2, HttpStatusCode.GatewayTimeout)]
    public async Task Poison_ManyCallers_EndsAsItShouldAndItsNeighbourIsAnsweredRightly(string function, int callers, HttpStatusCode ends)
    {
        await using var door = await FrontDoor.StartAsync(drpc => Array.ForEach([PoisonNeighbour.Function, .. Poison.Functions], add => drpc.AddFunction(add)));
        using var load = new Load(door.Address, PoisonNeighbour.Name, PoisonNeighbour.Argument) { Expected = PoisonNeighbour.Answer };
        var (beside, poison) = (new LoadTally(), Poison.New());
        var memory = Environment.WorkingSet;

        var calling = new PoisonCallers(door.Http, function, poison.Key, callers);
        var loading = load.ClosedAsync(callers: 1, Beside, beside);
        var taken = await MostMemory.SeenAsync(() => Environment.WorkingSet, loading) - memory;
        await loading;
        await calling.MetAsync(ends);
        poison.End();
        await calling.StopAsync();
        await poison.GoneAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"beside: {beside}\n{function}: {string.Join(", ", calling.Outcomes)}\nmemory: {taken >> 20} MB more");
        Assert.Empty(beside.Mistakes);
        Assert.Equal(0, beside.Refused);
        Assert.InRange(beside.Accepted, 1, long.MaxValue);
        Assert.InRange(taken, long.MinValue, MaxBytes);
    }
}
