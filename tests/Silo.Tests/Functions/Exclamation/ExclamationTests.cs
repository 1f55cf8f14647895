namespace OrleansDrpc.Functions.Tests;

public sealed class ExclamationTests
{
    [Fact]
    public void Plans_BothNames_OneTaskOfOneStage()
    {
        Assert.Equal(("exclamation", "exclaim"), (Exclamation.Function.Name, Exclaim.Function.Name));
        Assert.Equal(1, Assert.Single(Exclamation.Function.Plan.Stages).TaskCount);
        Assert.Equal(1, Assert.Single(Exclaim.Function.Plan.Stages).TaskCount);
    }
}
