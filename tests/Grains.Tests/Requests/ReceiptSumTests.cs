using FsCheck;
using FsCheck.Fluent;

namespace OrleansDrpc.Grains.Tests;

public sealed class ReceiptSumTests
{
    [Fact]
    public void ReceivedBy_ReceiptsInAnyOrderAndGrouping_AddUpToWhatWasSent() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Edge, byte Task, ushort Items)[]>(),
        sent =>
        {
            var counts = sent.Select(count => new SentCount(count.Edge % 3, count.Task % TasksOf(count.Edge % 3), count.Items)).ToArray();
            var whole = new ReceiptSum();
            foreach (var part in counts.Chunk(3).Reverse())
            {
                var receipt = new ReceiptSum();
                Array.ForEach(part, receipt.Add);
                whole.Add(receipt.ToReceipt());
            }

            return Some.Function.Plan.Stages.All(stage => whole.ReceivedBy(stage, Some.Function.Plan)
                .SequenceEqual(Enumerable.Range(0, stage.TaskCount)
                    .Select(task => counts.Where(count => count.Edge == stage.Index && count.Task == task).Sum(count => count.Items))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Values_OfSeveralReceipts_AreKeptInOrder()
    {
        var sum = new ReceiptSum();
        sum.Add(new StageReceipt([], [ItemBatch.One(1), ItemBatch.One(2)]));
        sum.Add(new StageReceipt([], [ItemBatch.One(3)]));

        Assert.Equal([1, 2, 3], sum.ToReceipt().Values.Select(batch => batch.Items<int>().Span[0]));
    }

    // In a linear plan edge i leads to stage i.
    private static int TasksOf(int edge) => Some.Function.Plan.Stages[edge].TaskCount;
}
