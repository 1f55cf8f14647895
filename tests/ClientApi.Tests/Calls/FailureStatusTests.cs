namespace OrleansDrpc.ClientApi.Tests;

public sealed class FailureStatusTests
{
    [Theory]
    [InlineData(DrpcFailureCode.UnknownFunction, 404, 404, "FAILED_REQUEST")]
    [InlineData(DrpcFailureCode.BadArgument, 400, 400, "FAILED_REQUEST")]
    [InlineData(DrpcFailureCode.FunctionFailed, 500, 400, "FAILED_REQUEST")]
    [InlineData(DrpcFailureCode.TimedOut, 504, 504, "SERVER_TIMEOUT")]
    [InlineData(DrpcFailureCode.Cancelled, 499, 400, "FAILED_REQUEST")]
    [InlineData(DrpcFailureCode.Overloaded, 503, 503, "FAILED_REQUEST")]
    [InlineData(DrpcFailureCode.SiloLost, 503, 503, "SERVER_SHUTDOWN")]
    [InlineData(DrpcFailureCode.CoordinationError, 500, 400, "FAILED_REQUEST")]
    [InlineData(DrpcFailureCode.ShuttingDown, 503, 503, "SERVER_SHUTDOWN")]
    [InlineData(DrpcFailureCode.NotAuthorized, 401, 401, "401 Unauthorized")]
    public void Of_Code_IsAsDocumented(DrpcFailureCode code, int status, int stormStatus, string stormError)
    {
        var mapped = FailureStatus.Of(code);

        Assert.Equal((status, stormStatus, stormError), (mapped.Status, mapped.StormStatus, mapped.StormError));
    }

    [Fact]
    public void Of_EveryCode_HasALineOfItsOwn() =>
        Assert.All(Enum.GetValues<DrpcFailureCode>(), code => Assert.NotSame(FailureStatus.Unexpected, FailureStatus.Of(code)));
}
