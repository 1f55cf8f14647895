namespace OrleansDrpc.Grains.Tests;

public sealed class WorkerGateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public void EnterAsync_SlotsAreFree_IsDoneAtOnce()
    {
        var gate = new WorkerGate(slots: 2, slotsOfRequest: 2);
        var request = Some.Request();

        Assert.True(gate.EnterAsync(request).AsTask().IsCompletedSuccessfully);
        Assert.True(gate.EnterAsync(request).AsTask().IsCompletedSuccessfully);
        Assert.False(gate.EnterAsync(request).AsTask().IsCompleted);
        Assert.False(gate.IsIdle);
    }

    [Fact]
    public async Task EnterAsync_OneRequestWithManyWaitersAndOthersWithFew_AreServedInTurn()
    {
        var gate = new WorkerGate(slots: 1, slotsOfRequest: 1);
        var (holder, big, small, other) = (Some.Request(), Some.Request(), Some.Request(), Some.Request());
        await gate.EnterAsync(holder);
        var order = new List<string>();
        Task[] waiting =
        [
            .. Enumerable.Range(0, 4).Select(i => RunAsync(big, $"big {i}")), RunAsync(small, "small 0"), RunAsync(other, "other 0"), RunAsync(small, "small 1"),
        ];

        gate.Exit(holder);
        await Task.WhenAll(waiting).WaitAsync(Limit);

        Assert.Equal(["big 0", "small 0", "other 0", "big 1", "small 1", "big 2", "big 3"], order);
        Assert.True(gate.IsIdle);

        async Task RunAsync(RunningRequest request, string name)
        {
            await gate.EnterAsync(request);
            lock (order)
            {
                order.Add(name);
            }

            gate.Exit(request);
        }
    }

    [Fact]
    public async Task EnterAsync_BatchWaitsLonger_InteractiveIsServedFirst()
    {
        var gate = new WorkerGate(slots: 1, slotsOfRequest: 1);
        var holder = Some.Request();
        await gate.EnterAsync(holder);
        var batch = gate.EnterAsync(Some.Request(priority: RequestPriority.Batch)).AsTask();
        var interactive = Some.Request();
        var served = gate.EnterAsync(interactive).AsTask();

        gate.Exit(holder);
        await served.WaitAsync(Limit);
        Assert.False(batch.IsCompleted);
        gate.Exit(interactive);

        await batch.WaitAsync(Limit);
    }

    [Fact]
    public async Task EnterAsync_RequestHoldsAllItMay_OthersStillGetSlots()
    {
        var gate = new WorkerGate(slots: 3, slotsOfRequest: 2);
        var (big, small) = (Some.Request(), Some.Request());
        await gate.EnterAsync(big);
        await gate.EnterAsync(big);

        var third = gate.EnterAsync(big).AsTask();

        Assert.False(third.IsCompleted);
        Assert.True(gate.EnterAsync(small).AsTask().IsCompletedSuccessfully);
        Assert.True(gate.IsWanted(big));
        Assert.False(gate.IsWanted(small));
        Assert.False(gate.IsCrowded);
    }

    [Fact]
    public async Task EnterAsync_FunctionHoldsThreeQuarters_ItsOthersWaitAndOtherFunctionsDoNot()
    {
        var gate = new WorkerGate(slots: 8, slotsOfRequest: 8);
        var function = Some.RegisteredFunction();
        var (first, second, third) = (Some.Request(function), Some.Request(function), Some.Request(function));
        for (var i = 0; i < 6; i++)
        {
            await gate.EnterAsync(first);
        }

        Task[] waiting = [gate.EnterAsync(second).AsTask(), gate.EnterAsync(third).AsTask()];
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        Assert.True(gate.IsWanted(first));
        var neighbour = Some.Request();
        await gate.EnterAsync(neighbour).AsTask().WaitAsync(Limit);
        Assert.False(gate.IsWanted(neighbour));

        second.End();
        gate.Exit(first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[0].WaitAsync(Limit));
        await waiting[1].WaitAsync(Limit);
        Assert.False(gate.IsWanted(first));

        gate.Reclaim(first);
        gate.Exit(third);
        gate.Exit(neighbour);
        Assert.True(gate.IsIdle);
    }

    [Fact]
    public async Task EnterAsync_AttemptEndsWhileItWaits_GivesUpAndTheNextIsServed()
    {
        var gate = new WorkerGate(slots: 1, slotsOfRequest: 1);
        var (holder, ended, next) = (Some.Request(), Some.Request(), Some.Request());
        await gate.EnterAsync(holder);
        var gaveUp = gate.EnterAsync(ended).AsTask();
        var served = gate.EnterAsync(next).AsTask();

        ended.End();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp.WaitAsync(Limit));
        gate.Exit(holder);
        await served.WaitAsync(Limit);
        gate.Exit(next);

        Assert.True(gate.IsIdle);
    }

    [Fact]
    public async Task GiveUp_RequestHoldsSlots_GivesThemToOthersAndItsCodeIsStuckUntilItReturns()
    {
        var gate = new WorkerGate(slots: 2, slotsOfRequest: 2);
        var (stuck, next) = (Some.Request(), Some.Request());
        WorkerSlot[] slots = [new(gate, stuck), new(gate, stuck)];
        await slots[0].EnterAsync();
        await slots[1].EnterAsync();
        var served = gate.EnterAsync(next).AsTask();

        Assert.Equal(2, gate.GiveUp(stuck));
        Assert.Equal(2, stuck.Function.Slots.Stuck);
        await served.WaitAsync(Limit);
        slots[0].Close();
        slots[1].Close();
        Assert.Equal(0, stuck.Function.Slots.Stuck);
        gate.Exit(next);

        Assert.True(gate.IsIdle);
        Assert.Equal(0, stuck.Slots.Running);
    }

    [Fact]
    public async Task GiveUp_CodeHasNoSlotButHasNotReturned_IsStuckTooUntilItReturns()
    {
        var gate = new WorkerGate(slots: 2, slotsOfRequest: 2);
        var request = Some.Request();
        var slot = new WorkerSlot(gate, request);
        await slot.EnterAsync();
        slot.Leave();

        Assert.Equal(1, gate.GiveUp(request));
        Assert.Equal(1, gate.GiveUp(request));
        Assert.Equal(1, request.Function.Slots.Stuck);
        slot.Close();

        Assert.Equal(0, request.Function.Slots.Stuck);
        Assert.Equal(0, gate.GiveUp(request));
        Assert.True(gate.IsIdle);
    }

    [Fact]
    public async Task Slots_ManyRequestsFromManyThreads_NeverMoreThanThereAre()
    {
        var gate = new WorkerGate(slots: 3, slotsOfRequest: 2);
        var (inside, most) = (0, 0);
        var calls = Enumerable.Range(0, 20).SelectMany(_ =>
        {
            var request = Some.Request();
            return Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
            {
                await gate.EnterAsync(request);
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                gate.Exit(request);
            }));
        });

        await Task.WhenAll(calls).WaitAsync(Limit);

        Assert.InRange(most, 1, 3);
        Assert.True(gate.IsIdle);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
