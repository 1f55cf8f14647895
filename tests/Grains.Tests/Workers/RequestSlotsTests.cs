namespace OrleansDrpc.Grains.Tests;

public sealed class RequestSlotsTests
{
    private readonly WorkerGate _gate = new(slots: 2, slotsOfRequest: 1);
    private readonly RunningRequest _request = Some.Request();

    [Fact]
    public async Task IsLong_HoldsASlotAtTwoLooks_IsSoAtTheSecond()
    {
        await _gate.EnterAsync(_request);

        Assert.False(_request.Slots.IsLong());
        Assert.True(_request.Slots.IsLong());
    }

    [Fact]
    public async Task IsLong_HoldsASlotAtEveryOtherLook_IsNot()
    {
        for (var i = 0; i < 3; i++)
        {
            await _gate.EnterAsync(_request);
            Assert.False(_request.Slots.IsLong());
            _gate.Exit(_request);
            Assert.False(_request.Slots.IsLong());
        }
    }
}
