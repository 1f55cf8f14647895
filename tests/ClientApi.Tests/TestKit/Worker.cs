using System.Net;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A worker with a connection of its own, as Storm's spouts and bolts use it: one call at a time.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly ThriftConnection _connection;

    private Worker(ThriftConnection connection) => _connection = connection;

    public static async Task<Worker> ConnectAsync(IPEndPoint server) =>
        new(await ThriftConnection.ConnectAsync(new DnsEndPoint($"{server.Address}", server.Port), 16 << 20, CancellationToken.None));

    public async Task<FetchRequestReply> FetchAsync(string function)
    {
        FetchRequestCall.Write(_connection.Output, _connection.NextSequenceId(), function);
        return await ReadAsync(FetchRequestReply.Read);
    }

    /// <summary>Asks again and again until there is a request, as Storm's spouts do.</summary>
    public async Task<FetchRequestReply> FetchUntilThereAsync(string function)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (await FetchAsync(function) is var reply)
        {
            if (reply.Id!.Length > 0)
            {
                return reply;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Waits.Limit, $"Waited {Waits.Limit} for a request of '{function}'.");
        }

        throw new InvalidOperationException("There is always a reply.");
    }

    public Task<IReadOnlyList<PulledRequest>> PullAsync(int max, TimeSpan wait, params string[] functions) => PullAsync(max, wait, false, functions);

    public async Task<IReadOnlyList<PulledRequest>> PullAsync(int max, TimeSpan wait, bool tellsEnded, params string[] functions)
    {
        SendPull(max, wait, tellsEnded, functions);
        return await PulledAsync();
    }

    /// <summary>Asks for no requests, but which have ended.</summary>
    public async Task<PullRequestsReply> PullEndedAsync(TimeSpan wait, params string[] functions)
    {
        SendPull(0, wait, true, functions);
        return await ReadAsync(PullRequestsReply.Read);
    }

    /// <summary>Written, but sent only with what comes next.</summary>
    public void SendPull(int max, TimeSpan wait, params string[] functions) => SendPull(max, wait, false, functions);

    /// <summary>Written, but sent only with what comes next.</summary>
    public void SendResult(string id, string result, double? coverage = null) =>
        ResultCall.Write(_connection.Output, _connection.NextSequenceId(), id, result, coverage);

    public Task<FinishReply> FinishedAsync() => ReadAsync(FinishReply.Read);

    public async Task<IReadOnlyList<PulledRequest>> PulledAsync() => (await ReadAsync(PullRequestsReply.Read)).Requests!;

    public async Task FlushAsync() => await _connection.FlushAsync(CancellationToken.None);

    public async Task<FinishReply> CompleteAsync(string id, string result, double? coverage = null)
    {
        SendResult(id, result, coverage);
        return await FinishedAsync();
    }

    public async Task<FinishReply> FailAsync(string id)
    {
        FailRequestCall.Write(_connection.Output, _connection.NextSequenceId(), id);
        return await FinishedAsync();
    }

    public async Task<FinishReply> FailAsync(string id, StormFailure failure, string? details = null)
    {
        FailRequestV2Call.Write(_connection.Output, _connection.NextSequenceId(), id, failure, details);
        return await FinishedAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void SendPull(int max, TimeSpan wait, bool tellsEnded, string[] functions) =>
        new PullRequestsCall(functions, max, (int)wait.TotalMilliseconds, tellsEnded).Write(_connection.Output, _connection.NextSequenceId());

    private async Task<T> ReadAsync<T>(ReplyParser<T> parse)
    {
        await _connection.FlushAsync(CancellationToken.None);
        return await _connection.ReadReplyAsync(parse, CancellationToken.None).AsTask().Within("a reply of the front door");
    }
}
