using System.Buffers;
using System.Text;

namespace OrleansDrpc.Thrift.Tests;

public sealed class AnswerTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = ScriptedServer.Start();
    private readonly DrpcThriftClient _client;
    private Peer? _peer;

    public AnswerTests() => _client = new DrpcThriftClient("127.0.0.1", _server.Port);

    [Fact]
    public async Task Execute_Text_SendsTheCallAndReturnsTheAnswer()
    {
        var answer = _client.ExecuteAsync("exclamation", "hello");
        var peer = await _server.AcceptAsync();
        var (call, sequenceId) = await peer.ReadAsync();
        Assert.Equal(new ExecuteCall("exclamation", "hello"), call);
        await peer.AnswerAsync(sequenceId, "hello!");
        Assert.Equal("hello!", await answer.Within("the answer"));
    }

    [Fact]
    public async Task Execute_OtherTypes_AreJson()
    {
        var answer = _client.ExecuteAsync<int[], double>("mean", [1, 2]);
        var peer = await _server.AcceptAsync();
        var (call, sequenceId) = await peer.ReadAsync();
        Assert.Equal("[1,2]", call.Argument);
        await peer.AnswerAsync(sequenceId, "1.5");
        Assert.Equal(1.5, await answer.Within("the answer"));
    }

    [Fact]
    public async Task Execute_Definition_NameAndTypesOfIt()
    {
        var length = DrpcFunction.Named("length").Takes<string>().Select(text => text.Length, name: "count").Returns();
        var answer = _client.ExecuteAsync(length, "four");
        var peer = await _server.AcceptAsync();
        var (call, sequenceId) = await peer.ReadAsync();
        Assert.Equal(new ExecuteCall("length", "four"), call);
        await peer.AnswerAsync(sequenceId, "4");
        Assert.Equal(4, await answer.Within("the answer"));
    }

    [Theory]
    [InlineData(0.75)]
    [InlineData(null)]
    public async Task ExecutePartial_ServerTellsTheCoverageOrNot_TheAnswerHasIt(double? coverage)
    {
        var length = DrpcFunction.Named("length").Takes<string>().Select(text => text.Length, name: "count").Returns();
        var answer = _client.ExecutePartialAsync(length, "four");
        var peer = await _server.AcceptAsync();
        var (_, sequenceId) = await peer.ReadAsync();
        await peer.SendAsync(output => ExecuteReply.Write(output, sequenceId, "3", coverage));
        Assert.Equal(new PartialAnswer<int>(3, coverage), await answer.Within("the answer"));
    }

    [Theory]
    [InlineData(RequestPriority.Batch, true)]
    [InlineData(RequestPriority.Interactive, false)]
    public async Task Execute_Priority_TravelsWithTheCall(RequestPriority priority, bool isBatch)
    {
        var answer = _client.ExecuteAsync("f", "x", new CallOptions { Priority = priority });
        var peer = await _server.AcceptAsync();
        var (call, sequenceId) = await peer.ReadAsync();
        Assert.Equal(new ExecuteCall("f", "x", isBatch), call);
        await peer.AnswerAsync(sequenceId, "y");
        Assert.Equal("y", await answer.Within("the answer"));
    }

    [Theory]
    [InlineData(StormFailureType.FailedRequest, DrpcFailureCode.FunctionFailed)]
    [InlineData(StormFailureType.InternalError, DrpcFailureCode.FunctionFailed)]
    [InlineData(StormFailureType.ServerTimeout, DrpcFailureCode.TimedOut)]
    [InlineData(StormFailureType.ServerShutdown, DrpcFailureCode.ShuttingDown)]
    [InlineData(99, DrpcFailureCode.FunctionFailed)]
    [InlineData(null, DrpcFailureCode.FunctionFailed)]
    public async Task Execute_ExecutionException_CodeByItsTypeAndItsMessage(int? type, DrpcFailureCode code)
    {
        var failure = new StormFailure("no such luck", type);
        var error = await FailureAsync((output, sequenceId) => ExecuteReply.Write(output, sequenceId, failure));
        Assert.Equal((code, "no such luck"), (error.Code, error.Message));
        Assert.Equal(failure, Assert.IsType<StormFailureException>(error.InnerException).Failure);
    }

    [Fact]
    public async Task Execute_AuthorizationException_NotAuthorized()
    {
        var error = await FailureAsync((output, sequenceId) => ExecuteReply.WriteNotAuthorized(output, sequenceId, "not you"));
        Assert.Equal((DrpcFailureCode.NotAuthorized, "not you"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData(ApplicationErrorType.UnknownMethod, DrpcFailureCode.FunctionFailed)]
    [InlineData(ApplicationErrorType.InternalError, DrpcFailureCode.FunctionFailed)]
    [InlineData(ApplicationErrorType.ProtocolError, DrpcFailureCode.BadArgument)]
    public async Task Execute_ApplicationException_CodeByItsType(int type, DrpcFailureCode code)
    {
        var application = new ApplicationError("not like that", type);
        var error = await FailureAsync((output, sequenceId) => application.Write(output, ExecuteCall.Method, sequenceId));
        Assert.Equal((code, "not like that"), (error.Code, error.Message));
        Assert.Equal(application, Assert.IsType<ThriftApplicationException>(error.InnerException).Error);
    }

    [Fact]
    public async Task Execute_EmptyReply_MissingResult()
    {
        var error = await FailureAsync((output, sequenceId) => FinishReply.Write(output, ExecuteCall.Method, sequenceId));
        Assert.Equal(DrpcFailureCode.FunctionFailed, error.Code);
        Assert.Equal(ApplicationErrorType.MissingResult, Assert.IsType<ThriftApplicationException>(error.InnerException).Error.Type);
    }

    [Fact]
    public async Task Execute_FailureOfTheFunction_KeepsTheConnection()
    {
        await FailureAsync((output, sequenceId) => ExecuteReply.Write(output, sequenceId, StormFailure.Default));
        await FailureAsync((output, sequenceId) => ApplicationError.UnknownMethod("execute").Write(output, ExecuteCall.Method, sequenceId));
        Assert.Equal(1, _server.Accepted);
    }

    [Fact]
    public async Task Execute_ReplyToAnotherCall_LostAndTheConnectionDropped()
    {
        var error = await FailureAsync((output, sequenceId) => ExecuteReply.Write(output, sequenceId + 1, "of somebody else"));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        await _peer!.EndedAsync();
    }

    [Fact]
    public async Task Execute_AnswerOfAWebServer_LostAndSaysWhat()
    {
        var answer = _client.ExecuteAsync("f", "x");
        var peer = await _server.AcceptAsync();
        await peer.ReadAsync();
        await peer.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
        var error = await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the failure"));

        // "HTTP" read as a length.
        Assert.Equal(DrpcFailureCode.FunctionFailed, error.Code);
        Assert.Contains("1,213,486,160 bytes", error.Message);
    }

    [Fact]
    public async Task Execute_NoThriftInTheFrame_Lost()
    {
        var error = await FailureAsync((output, _) => output.Write<byte>([0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]));
        Assert.Equal(DrpcFailureCode.SiloLost, error.Code);
        Assert.IsType<ThriftProtocolException>(error.InnerException);
    }

    [Fact]
    public async Task Execute_CallOverTheLimit_RefusedUnsent()
    {
        await using var client = new DrpcThriftClient(new DrpcThriftClientOptions { Servers = [_server.Address], MaxFrameBytes = 50 });
        var fits = client.ExecuteAsync("exclamation", "hello");
        var peer = await _server.AcceptAsync();
        await peer.AnswerNextAsync("x");
        await fits.Within("the answer");
        var error = await Assert.ThrowsAsync<DrpcException>(() => client.ExecuteAsync("exclamation", "hello!"));
        Assert.Equal(DrpcFailureCode.BadArgument, error.Code);
        Assert.Contains("51 bytes", error.Message);
    }

    [Fact]
    public async Task Execute_AnswerOverTheLimit_SaysSo()
    {
        await using var client = new DrpcThriftClient(new DrpcThriftClientOptions { Servers = [_server.Address], MaxFrameBytes = 100 });
        var answer = client.ExecuteAsync("f", "x");
        var peer = await _server.AcceptAsync();
        await peer.AnswerNextAsync(new string('x', 200));
        var error = await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the failure"));
        Assert.Equal(DrpcFailureCode.FunctionFailed, error.Code);
        Assert.IsType<FrameTooLargeException>(error.InnerException);
    }

    [Fact]
    public async Task Execute_MegabytesAndAllPlanes_ArriveAsTheyAre()
    {
        var text = string.Concat(Enumerable.Repeat("aé名\U0001F600\0", 300_000));
        var answer = _client.ExecuteAsync("echo", text);
        var peer = await _server.AcceptAsync();
        var (call, sequenceId) = await peer.ReadAsync();
        Assert.Equal(text, call.Argument);
        await peer.AnswerAsync(sequenceId, call.Argument!);
        Assert.Equal(text, await answer.Within("the answer"));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task<DrpcException> FailureAsync(Action<IBufferWriter<byte>, int> write)
    {
        var answer = _client.ExecuteAsync("f", "x");
        _peer ??= await _server.AcceptAsync();
        var (_, sequenceId) = await _peer.ReadAsync();
        await _peer.SendAsync(output => write(output, sequenceId));
        return await Assert.ThrowsAsync<DrpcException>(() => answer.Within("the failure"));
    }
}
