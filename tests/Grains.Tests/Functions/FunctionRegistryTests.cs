using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.Grains.Tests;

public sealed class FunctionRegistryTests
{
    [Fact]
    public void Registry_NamesTakenTwiceAndServicesMissing_AreAllReported()
    {
        var again = DrpcFunction.Named("some").Takes<int>().Select(item => item, name: "again").Returns();
        var needy = DrpcFunction.Named("needy").Takes<int>().Stage<NeedyStage, int>().Returns();

        var failure = Assert.Throws<InvalidOperationException>(() => Registry(Some.Function, again, needy));

        Assert.Contains("2 functions are called 'some'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("NeedyStage wants a Version ('version')", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registry_TheSameFunctionTwice_IsKnownOnce() => Assert.Single(Registry(Some.Function, Some.Function).All);

    [Fact]
    public void Get_UnknownName_SaysWhichAreKnown()
    {
        var failure = Assert.Throws<DrpcException>(() => Registry(Some.Function).Get("other"));

        Assert.Equal(DrpcFailureCode.UnknownFunction, failure.Code);
        Assert.Equal("There is no function 'other'. Known are: some.", failure.Message);
    }

    private static FunctionRegistry Registry(params DrpcFunction[] functions) => new(
        functions,
        new ServiceCollection().AddSingleton(Options.Create(new DrpcOptions())).AddSingleton(new WorkerGate(1, 1)).AddSingleton(new QueueBudget(1)).BuildServiceProvider());

    private sealed class NeedyStage(Version version) : IStage<int, int>
    {
        public ValueTask ExecuteAsync(int item, IEmitter<int> output, CancellationToken cancellationToken) =>
            output.EmitAsync(item + version.Major, cancellationToken);
    }
}
