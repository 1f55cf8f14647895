namespace OrleansDrpc.Tests.Plans;

public sealed class PlanValidatorTests
{
    private static StageBuilder<int, int> Start => DrpcFunction.Named("f").Takes<int>();

    [Fact]
    public void Mistakes_GoodFunction_HasNone() =>
        Assert.Empty(PlanValidator.Mistakes(Start.Select(item => item, 4).DistinctCount(6).Returns()));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" f")]
    [InlineData("f ")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%b")]
    [InlineData("a\nb")]
    [InlineData(".")]
    [InlineData("..")]
    public void Mistakes_NameThatCannotStandInAUrl_IsReported(string name) => AssertMistake(
        DrpcFunction.Named(name).Takes<int>().Select(item => item).Returns(), $"name '{name}'");

    [Fact]
    public void Mistakes_NameLength_IsAtMost200()
    {
        Assert.Empty(PlanValidator.Mistakes(DrpcFunction.Named(new string('x', 200)).Takes<int>().Select(item => item).Returns()));
        AssertMistake(DrpcFunction.Named(new string('x', 201)).Takes<int>().Select(item => item).Returns(), "1 to 200 characters");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(86_401)]
    public void Mistakes_Deadline_IsReported(int seconds) => AssertMistake(
        DrpcFunction.Named("f").WithDeadline(TimeSpan.FromSeconds(seconds)).Takes<int>().Select(item => item).Returns(), "deadline");

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Mistakes_Attempts_AreReported(int attempts) => AssertMistake(
        DrpcFunction.Named("f").Reliable(attempts).Takes<int>().Select(item => item).Returns(), $"{attempts} attempts");

    [Fact]
    public void Mistakes_MaxRunning_IsReported() => AssertMistake(
        DrpcFunction.Named("f").WithMaxRunning(0).Takes<int>().Select(item => item).Returns(), "0 running requests");

    [Fact]
    public void Mistakes_MaxQueuedBytes_IsReported() => AssertMistake(
        DrpcFunction.Named("f").WithMaxQueuedBytes(0).Takes<int>().Select(item => item).Returns(), "0 bytes waiting");

    [Theory]
    [InlineData(0)]
    [InlineData(86_401)]
    public void Mistakes_AttemptTimeout_IsReported(int seconds) => AssertMistake(
        DrpcFunction.Named("f").WithAttemptTimeout(TimeSpan.FromSeconds(seconds)).Takes<int>().Select(item => item).Returns(), "attempt timeout");

    [Theory]
    [InlineData(0)]
    [InlineData(86_401)]
    public void Mistakes_HedgeDelay_IsReported(int seconds) => AssertMistake(
        DrpcFunction.Named("f").WithHedging(TimeSpan.FromSeconds(seconds)).Takes<int>().Select(item => item).Distinct().Count().Returns(), "hedge delay");

    [Fact]
    public void Mistakes_Hedging_NeedsAnIdempotentAggregationAfterWorkAndSeveralAttempts()
    {
        var hedged = DrpcFunction.Named("f").WithHedging(TimeSpan.FromSeconds(1));
        Assert.Empty(PlanValidator.Mistakes(hedged.Takes<int>().Select(item => item, 4).DistinctCount(6).Returns()));

        AssertMistake(hedged.Takes<int>().Select(item => item, 4).Count().Returns(), "WithHedging()");
        AssertMistake(hedged.Takes<int>().DistinctCount().Returns(), "WithHedging()");
        AssertMistake(hedged.Unreliable().Takes<int>().Select(item => item).DistinctCount().Returns(), "WithHedging()");
        AssertMistake(hedged.WithPartialAnswers().Takes<int>().Select(item => item).DistinctCount().Returns(), "WithHedging()");
    }

    [Fact]
    public void Mistakes_IdempotentWorkingStage_IsReported() =>
        AssertMistake(Start.Select(item => item, name: "work").Idempotent().Returns(), "Stage 'work' works on each item");

    [Fact]
    public void Mistakes_PartialAnswers_NeedAggregationsAfterWork()
    {
        var start = DrpcFunction.Named("f").WithPartialAnswers().Takes<int>();
        Assert.Empty(PlanValidator.Mistakes(start.Select(item => item).Select(item => item, 4).DistinctCount(6).Returns()));
        AssertMistake(start.Select(item => item).Returns(), "WithPartialAnswers()");
        AssertMistake(start.DistinctCount(6).Returns(), "WithPartialAnswers()");
        AssertMistake(start.Select(item => item).DistinctCount(6).Select(item => item, name: "after").Returns(), "WithPartialAnswers()");
    }

    [Fact]
    public void Mistakes_NoStage_IsReported() => AssertMistake(Start.Returns(), "no stage");

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public void Mistakes_TaskCount_IsReportedByStage(int count)
    {
        AssertMistake(Start.Select(item => item, count, name: "work").Returns(), $"'work' has parallelism {count}");
        AssertMistake(Start.Aggregate(() => new CountAggregator<int>(), count, name: "sum").ReturnsAll(), $"'sum' has partitions {count}");
    }

    [Fact]
    public void Mistakes_StageNameTwice_IsReportedOnce() =>
        AssertMistake(Start.Select(item => item, name: "a").Select(item => item, name: "a").Select(item => item, name: "a").Returns(), "called 'a'");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Mistakes_StageNameEmpty_IsReported(string name) =>
        AssertMistake(Start.Select(item => item).Select(item => item, name: name).Returns(), "Stage 1 has no name");

    [Fact]
    public void Mistakes_OneValueOfManyPartitions_IsReported()
    {
        AssertMistake(Start.Aggregate(() => new CountAggregator<int>(), 3, name: "count").Returns(), "'count' is an aggregation of 3 partitions");
        Assert.Empty(PlanValidator.Mistakes(Start.Aggregate(() => new CountAggregator<int>(), 3).ReturnsAll()));
    }

    [Fact]
    public void Mistakes_ArgumentGroupedDirectly_IsReported() =>
        AssertMistake(Start.Select(item => item, 2, Grouping.Direct, "first").Returns(), "'first' is grouped directly");

    [Fact]
    public void Mistakes_KeyWithoutStableHash_IsReported()
    {
        AssertMistake(
            Start.Select(item => item, 2, Grouping.Fields((int item) => new Uri("http://a")), "uris").Returns(), "'uris' is grouped by a key of type Uri");
        AssertMistake(Start.Select(item => item, 2, Grouping.PartialKey((int item) => (item, new object())), "pairs").Returns(), "'pairs'");
    }

    [Fact]
    public void Mistakes_Several_AreReportedAtOnce()
    {
        var function = DrpcFunction.Named("a/b").WithDeadline(TimeSpan.Zero).Takes<int>()
            .Select(item => item, 0, Grouping.Direct, "same").Aggregate(() => new CountAggregator<int>(), 2, name: "same").Returns();

        var mistakes = PlanValidator.Mistakes(function);

        Assert.Equal(6, mistakes.Count);
        var error = new InvalidFunctionException(function.Name, [.. mistakes]);
        Assert.All(mistakes, mistake => Assert.Contains(mistake, error.Message, StringComparison.Ordinal));
        Assert.Contains("'a/b'", error.Message, StringComparison.Ordinal);
    }

    private static void AssertMistake(DrpcFunction function, string part) =>
        Assert.Contains(part, Assert.Single(PlanValidator.Mistakes(function)), StringComparison.Ordinal);
}
