using System.Net;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Interop.Tests;

/// <summary>
/// What clients and workers on a Thrift library of their own find at the front door. Each test is a check of the same name in each
/// language's scripts.
/// </summary>
[Collection(FrontDoors.Name)]
public abstract class InteropTests(Language language, FrontDoors doors)
{
    [Fact]
    public Task Execute_ThousandCallsOnOneConnection_EachIsAnswered() => PassesAsync("thousand-calls");

    [Fact]
    public Task Execute_TextOutsideTheBmp_ComesBackUnchanged() => PassesAsync("unicode");

    [Fact]
    public Task Execute_ArgumentOf900KiB_ComesBackWhole() => PassesAsync("large-argument");

    [Fact]
    public Task Execute_UnknownFunction_FailsWithTheNamesOfKnownOnes() => PassesAsync("unknown-function");

    [Fact]
    public Task Execute_WithoutFunctionName_InternalErrorAndTheConnectionGoesOn() => PassesAsync("missing-function-name");

    [Fact]
    public Task UnknownMethod_OnEitherPort_RefusedByNameAndTheConnectionGoesOn() => PassesAsync("unknown-method");

    [Fact]
    public Task FailRequest_OfAWaitingCall_TheCallerGetsRequestFailed() => PassesAsync("failed-request");

    [Fact]
    public Task FailRequestV2_WithType_TheCallerGetsTypeAndMessage() => PassesAsync("failed-with-type");

    [Fact]
    public Task FailRequestV2_WithoutType_TheCallerGetsTheMessageAndNoType() => PassesAsync("failed-without-type");

    [Fact]
    public Task Result_OfARequestThatAnotherWorkerHolds_NotAuthorizedAndTheHolderAnswers() => PassesAsync("authorization");

    [Fact]
    public Task Worker_OfAFunctionOfItsOwn_ServesEachCallAndFailsOne() => PassesAsync("worker");

    [Fact]
    public async Task Execute_AnswerInPart_TheMarkIsPassedOverAndTheConnectionGoesOn()
    {
        const string Function = "in part";
        language.IsThere();
        var door = await doors.UsualAsync();
        await using var worker = await Worker.ConnectAsync(IPEndPoint.Parse(door.Workers));
        await worker.FetchAsync(Function);
        await using var run = language.Start("answer-in-part", door);

        var request = await worker.FetchUntilThereAsync(Function);
        Assert.Equal(new FinishReply(null), await worker.CompleteAsync(request.Id!, "most of it", coverage: 0.75));

        await run.PassesAsync("answer-in-part");
    }

    [Fact]
    public async Task Execute_NobodyServesTheFunction_TimesOut()
    {
        language.IsThere();
        await using var run = language.Start("server-timeout", await doors.ImpatientAsync());

        await run.PassesAsync("server-timeout");
    }

    [Fact]
    public async Task Execute_TheFrontDoorStopsWhileItWaits_ServerShutdown()
    {
        language.IsThere();
        await using var door = await FrontDoors.StoppableAsync();
        await using var run = language.Start("server-shutdown", door);

        await run.PassesAsync("call-waits");
        door.Terminate();

        await run.PassesAsync("server-shutdown");
    }

    private async Task PassesAsync(string check)
    {
        language.IsThere();
        await using var run = language.Start(check, await doors.UsualAsync());

        await run.PassesAsync(check);
    }
}
