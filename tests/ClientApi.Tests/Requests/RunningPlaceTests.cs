using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Which durable requests run where more of them wait than may run at once.</summary>
public sealed class RunningPlaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Function_HasMoreThanItsShare_LeavesPlacesToOthers()
    {
        await using var door = await StartAsync(places: 4);
        var gate = Gate.New(calls: 3);
        var held = await SubmitAllAsync(door, "hold", Enumerable.Repeat(gate.Key, 6));
        await gate.Reached;

        Assert.Equal("\"other\"", (await door.Http.ResultAsync(await door.Http.SubmitAsync("echo", "other"))).Text());

        Assert.Equal(3, gate.Passages);
        gate.Open();
        foreach (var id in held)
        {
            Assert.Equal("\"passed\"", (await door.Http.ResultAsync(id)).Text());
        }
    }

    [Fact]
    public async Task Function_AttemptsFail_TheirReplaysKeepToItsShareToo()
    {
        await using var door = await StartAsync(places: 4);
        var gates = Enumerable.Range(0, 6).Select(_ => new[] { Gate.New(), Gate.New(), Gate.New() }).ToArray();
        var held = await SubmitAllAsync(door, "third time", gates.Select(Keys));
        Array.ForEach(gates, gate => gate[0].Open());

        // Nobody's second attempt ends, so three of them take all that the function may have.
        await Waits.Until(() => gates.Sum(gate => gate[1].Passages) == 3, "three second attempts to run");
        await Waits.Until(() => Waiting(door) == 3, "the others to wait for a place");
        Assert.Equal("\"other\"", (await door.Http.ResultAsync(await door.Http.SubmitAsync("echo", "other"))).Text());

        Assert.Equal(3, gates.Sum(gate => gate[1].Passages));
        Array.ForEach(gates, gate => Array.ForEach(gate, one => one.Open()));
        foreach (var id in held)
        {
            Assert.Equal("\"passed\"", (await door.Http.ResultAsync(id)).Text());
        }
    }

    [Fact]
    public async Task Replay_OthersWaitForTheirFirstPlace_GoesBeforeThem()
    {
        await using var door = await StartAsync(places: 1);
        var (first, second, third) = (new[] { Gate.New(), Gate.New(), Gate.New() }, new[] { Gate.New(), Gate.New(), Gate.New() }, Gate.New());
        await SubmitAllAsync(door, "third time", [Keys(first), Keys(second), $"{third.Key} {third.Key}"]);
        await first[0].Reached;
        first[0].Open();
        await second[0].Reached;
        await Waits.Until(() => Waiting(door) == 2, "the first request to wait for a place again");

        second[0].Open();
        await first[1].Reached;

        Assert.Equal(0, third.Passages);
    }

    [Fact]
    public async Task Functions_SeveralWait_HavePlacesInTurn()
    {
        await using var door = await StartAsync(places: 1);
        var (first, second, third, other) = (Gate.New(), Gate.New(), Gate.New(), Gate.New());
        await SubmitAllAsync(door, "hold", [first.Key, second.Key, third.Key]);
        await SubmitAllAsync(door, "hold once", [other.Key]);
        await first.Reached;

        first.Open();
        await second.Reached;
        second.Open();
        await other.Reached;

        Assert.Equal(0, third.Passages);
        other.Open();
        await third.Reached;
    }

    [Fact]
    public async Task Batch_OfAFunctionThatHasItsShare_HasOneTurnInEight()
    {
        await using var door = await StartAsync(places: 4);
        var gates = Enumerable.Range(0, 3 + 8).Select(_ => Gate.New()).ToArray();
        await SubmitAllAsync(door, "hold", gates.Take(3).Select(gate => gate.Key));
        await Waits.Until(() => Passages(gates) == 3, "all that may run of the function to run");
        var batch = Gate.New();
        await door.Http.SubmitAsync("hold", batch.Key, ("Drpc-Priority", "batch"));
        await SubmitAllAsync(door, "hold", gates.Skip(3).Select(gate => gate.Key));

        // The fourth place is free all the time, but not for this function.
        for (var turn = 0; turn < 8; turn++)
        {
            gates[turn].Open();
            await Waits.Until(() => Passages(gates) + batch.Passages == 4 + turn, "the next one to have the place");
        }

        Assert.Equal((10, 1), (Passages(gates), batch.Passages));
        batch.Open();
        Array.ForEach(gates, gate => gate.Open());
    }

    private static int Passages(Gate[] gates) => gates.Sum(gate => gate.Passages);

    private static string Keys(Gate[] gates) => string.Join(' ', gates.Select(gate => gate.Key));

    private static int Waiting(FrontDoor door) => door.Services.GetRequiredService<DurableRuns>().Waiting;

    private static async Task<string[]> SubmitAllAsync(FrontDoor door, string function, IEnumerable<string> arguments)
    {
        var ids = new List<string>();
        foreach (var argument in arguments)
        {
            ids.Add(await door.Http.SubmitAsync(function, argument));
        }

        return [.. ids];
    }

    private Task<FrontDoor> StartAsync(int places) =>
        DurableDoor.StartAsync(_folder, ("Requests:MaxRunning", $"{places}"), ("Drpc:DrainTimeout", "00:00:00.1"));
}
