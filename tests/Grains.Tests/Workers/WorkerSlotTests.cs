namespace OrleansDrpc.Grains.Tests;

public sealed class WorkerSlotTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly WorkerGate _gate = new(slots: 2, slotsOfRequest: 2);

    [Fact]
    public async Task EnterAsync_TwiceAtOnce_HoldsOneSlot()
    {
        var (first, second, request) = (Some.Request(), Some.Request(), Some.Request());
        await _gate.EnterAsync(first);
        await _gate.EnterAsync(second);
        var slot = new WorkerSlot(_gate, request);
        Task[] entering = [slot.EnterAsync().AsTask(), slot.EnterAsync().AsTask()];

        _gate.Exit(first);
        _gate.Exit(second);
        await Task.WhenAll(entering).WaitAsync(Limit);

        Assert.True(slot.IsHeld);
        slot.Leave();
        Assert.True(_gate.IsIdle);
        Assert.Equal(0, request.Slots.Held);
    }
}
