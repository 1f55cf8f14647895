namespace OrleansDrpc;

/// <summary>
/// Calls from outside the cluster: every active silo is the home of a request in turn. Orleans does not tell such a client when a silo
/// dies in the middle of a call, so its calls have a limit of their own.
/// </summary>
internal sealed class ClusterDrpcClient(IGrainFactory grains, HomeSilos homes, TimeProvider time) : IDrpcClient
{
    private const int MaxHomes = 3;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ClientRequest.Of(function, argument, options, options?.Timeout ?? DefaultTimeout), cancellationToken);
        return function.ReadAnswer(reply.Values!);
    }

    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ClientRequest.OfText(function, argument, options, options?.Timeout ?? DefaultTimeout), cancellationToken);
        return reply.Text!;
    }

    private async Task<DrpcReply> SendAsync(DrpcRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var home = 1; ; home++)
        {
            var silo = await homes.NextAsync();
            try
            {
                var call = grains.GetGrain<IRequestGrain>(PinnedKey.Of(silo, request.Id)).ExecuteAsync(request, cancellationToken);
                return ClientReply.Check(await call.WaitAsync(request.Timeout!.Value + Grace, time, cancellationToken), cancellationToken);
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
}
