namespace OrleansDrpc.Functions.Tests;

public sealed class SquareTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(10, 100)]
    [InlineData(64, 4096)]
    [InlineData(-65, 4225)]
    [InlineData(1000, 1_000_000)]
    public async Task Emit_Number_SoManyItems(int number, int items) =>
        Assert.Equal(items, (await Sequentially.Run(new EmitSquare(), number)).Count);
}
