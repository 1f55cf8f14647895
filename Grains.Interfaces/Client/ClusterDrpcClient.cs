namespace OrleansDrpc;

/// <summary>
/// Calls from outside the cluster: every active silo is the home of a request in turn. Orleans does not tell such a client when a silo
/// dies in the middle of a call, so its calls have a limit of their own: the timeout of the call,
/// the deadline of the function where the caller has its definition, or ten minutes.
/// </summary>
internal sealed class ClusterDrpcClient(IGrainFactory grains, HomeSilos homes, TimeProvider time) : IDrpcClient
{
    private const int MaxHomes = 3;
    private static readonly TimeSpan UnknownDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ClientRequest.Of(function, argument, options, options?.Timeout), function.Settings.Deadline, cancellationToken);
        return function.ReadAnswer(reply.Values!);
    }

    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ClientRequest.OfText(function, argument, options, options?.Timeout), null, cancellationToken);
        return reply.Text!;
    }

    public async Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ClientRequest.Of(function, argument, options, options?.Timeout), function.Settings.Deadline, cancellationToken);
        return new PartialAnswer<TResult>(function.ReadAnswer(reply.Values!), reply.Coverage);
    }

    public async Task<PartialAnswer<string>> ExecutePartialAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ClientRequest.OfText(function, argument, options, options?.Timeout), null, cancellationToken);
        return new PartialAnswer<string>(reply.Text!, reply.Coverage);
    }

    private async Task<DrpcReply> SendAsync(DrpcRequest request, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var limit = LimitOf(request, deadline ?? UnknownDeadline);
        for (var home = 1; ; home++)
        {
            try
            {
                var silo = await homes.NextAsync().AsTask().WaitAsync(limit, time, cancellationToken);
                var call = grains.GetGrain<IRequestGrain>(PinnedKey.Of(silo, request.Id)).ExecuteAsync(request, cancellationToken);
                return ClientReply.Check(await call.WaitAsync(limit, time, cancellationToken), cancellationToken);
            }
            catch (DrpcException e) when (e.Code == DrpcFailureCode.SiloLost && e.RequestId is null && home < MaxHomes)
            {
                // Of no request: the silo was gone before the request could start there, so another one may take it.
                homes.Forget();
            }
            catch (Exception e) when (ClientReply.IsOfEngine(e))
            {
                homes.Forget();
                throw ClientReply.FailureOf(e, request);
            }
        }
    }

    // A timeout out of range is the home's to refuse.
    private static TimeSpan LimitOf(DrpcRequest request, TimeSpan deadline) =>
        (request.Timeout is { } timeout && timeout > TimeSpan.Zero && timeout < deadline ? timeout : deadline) + Grace;
}
