namespace OrleansDrpc.Grains.Tests;

public sealed class DrpcOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.True(new DrpcOptionsValidator().Validate(null, new DrpcOptions()).Succeeded);

    [Fact]
    public void Validate_SeveralOutOfRange_ReportsEachWithItsNameValueAndRange()
    {
        var options = new DrpcOptions { WorkersPerSilo = -1, MaxBatchBytes = 1, DefaultDeadline = TimeSpan.Zero, MaxArgumentBytes = int.MaxValue };

        var result = new DrpcOptionsValidator().Validate(null, options);

        Assert.Equal(4, result.Failures!.Count());
        Assert.Contains(result.Failures!, failure => failure == "Drpc:WorkersPerSilo is -1; it must be 0 to 4096.");
        Assert.Contains(result.Failures!, failure => failure.StartsWith("Drpc:DefaultDeadline is 00:00:00;", StringComparison.Ordinal));
    }
}
