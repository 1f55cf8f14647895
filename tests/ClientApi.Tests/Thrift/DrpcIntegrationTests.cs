using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansDrpc.Functions;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// Storm's DRPCIntegrationTest under its names: functions of several steps, called as Storm's clients call them. testDrpcFlow is among
/// <see cref="DrpcServerTests"/>, the two about failRequest are among the tests of silos that pull.
/// </summary>
public sealed class DrpcIntegrationTests : IAsyncLifetime
{
    private readonly WebApplication _app = FrontDoorHost.Build(
        new CommandLineSettings(null, new Dictionary<string, string?>
        {
            ["FrontDoor:HttpPort"] = "-1",
            ["FrontDoor:ThriftPort"] = "0",
            ["FrontDoor:InvocationsPort"] = "-1",
            ["Logging:LogLevel:Default"] = "Warning",
        }),
        (drpc, _) => drpc.AddFunction(ThreeSteps).AddFunction(Square.Function).AddFunction(Tricky.Function).AddFunction(Fail2));

    private DrpcThriftClient _client = null!;

    private static DrpcFunction<string, string> ThreeSteps { get; } = DrpcFunction.Named("test").Takes<string>()
        .Select(text => text + "!!!", parallelism: 3, name: "exclaim").Returns();

    private static DrpcFunction<string, string> Fail2 { get; } = DrpcFunction.Named("fail2").Takes<string>()
        .Select(text => text, parallelism: 3, name: "identity")
        .Aggregate<string, string>(
            () => "", (_, text) => text, string (_) => throw new InvalidOperationException("no finish"), partitions: 1, Grouping.Global, "fail-finish")
        .Returns();

    public async ValueTask InitializeAsync()
    {
        await _app.StartFrontDoorAsync(CancellationToken.None).Within("the front door to start");
        _client = new DrpcThriftClient("127.0.0.1", _app.Services.GetRequiredService<ListenSockets>().Clients!.EndPoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _app.StopAsync().Within("the front door to stop");
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("aaa")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task DrpcBuilder_OneStepOfThreeTasks_Answers(string argument) =>
        Assert.Equal(argument + "!!!", await CallAsync("test", argument));

    [Theory]
    [InlineData(2, 4)]
    [InlineData(10, 100)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public async Task DrpcCoordination_Square_CountsExactlyAlsoWithoutAnItem(int number, int square) => Assert.Equal(
        square.ToString(CultureInfo.InvariantCulture), await CallAsync("square", number.ToString(CultureInfo.InvariantCulture)));

    [Fact]
    public async Task DrpcCoordinationTricky_FinishedByItsFinishAlone_IsAlwaysDone()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("done", await CallAsync("tricky", "tricky"));
        }
    }

    [Fact]
    public async Task DrpcFailFinish_FinishThrows_IsADrpcExecutionException()
    {
        var failure = await Assert.ThrowsAsync<DrpcException>(() => CallAsync("fail2", "x"));

        var storm = Assert.IsType<StormFailureException>(failure.InnerException).Failure;
        Assert.Equal(StormFailureType.FailedRequest, storm.Type);
        Assert.Contains("no finish", storm.Message, StringComparison.Ordinal);
    }

    private Task<string> CallAsync(string function, string argument) =>
        _client.ExecuteAsync(function, argument, CancellationToken.None).Within($"the answer of {function}");
}
