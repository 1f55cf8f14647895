namespace OrleansDrpc.Grains.Tests;

public sealed class RunRoomTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly QueueBudget _queues = new(100);
    private readonly RunRoom _room;

    public RunRoomTests() => _room = new RunRoom(_queues, least: 1, most: 3);

    [Fact]
    public async Task Enter_AllPlacesAreTaken_WaitsForOne()
    {
        var entered = Enumerable.Range(0, 5).Select(_ => _room.EnterAsync(CancellationToken.None)).ToArray();
        Assert.Equal([true, true, true, false, false], entered.Select(enter => enter.IsCompleted));

        _room.Leave();
        await entered[3].WaitAsync(Limit);
        Assert.False(entered[4].IsCompleted);

        _room.Leave();
        await entered[4].WaitAsync(Limit);
    }

    [Fact]
    public async Task Leave_QueuesAreFull_LetsNobodyInUntilTheLeastArePassedOrThereIsRoom()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _room.EnterAsync(CancellationToken.None)));
        Task[] waiting = [_room.EnterAsync(CancellationToken.None), _room.EnterAsync(CancellationToken.None), _room.EnterAsync(CancellationToken.None)];
        _queues.Add(101);

        _room.Leave();
        _room.Leave();
        Assert.DoesNotContain(waiting, enter => enter.IsCompleted);
        _room.Leave();
        await waiting[0].WaitAsync(Limit);
        Assert.False(waiting[1].IsCompleted);

        _queues.BeginLook();
        _queues.EndLook(0);
        _room.Leave();
        await Task.WhenAll(waiting).WaitAsync(Limit);
    }

    [Fact]
    public async Task Enter_GivenUp_TakesNoPlace()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _room.EnterAsync(CancellationToken.None)));
        using var end = new CancellationTokenSource();
        var givenUp = _room.EnterAsync(end.Token);
        var waiting = _room.EnterAsync(CancellationToken.None);

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WaitAsync(Limit));
        _room.Leave();

        await waiting.WaitAsync(Limit);
    }
}
