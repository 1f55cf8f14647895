namespace OrleansDrpc;

/// <summary>Calls by grain: inside a silo, or through a cluster client.</summary>
internal sealed class DrpcClient(IGrainFactory grains, IHomeSilos homes, TimeProvider time) : IDrpcClient
{
    private const int MaxHomes = 3;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        var reply = await SendAsync(function.Name, ItemBatch.One(argument), null, textAnswer: false, options, cancellationToken);
        return function.ReadAnswer(reply.Values!);
    }

    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(argument);
        var reply = await SendAsync(function, null, argument, textAnswer: true, options, cancellationToken);
        return reply.Text!;
    }

    private async Task<DrpcReply> SendAsync(
        string function, ItemBatch? argument, string? argumentText, bool textAnswer, CallOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new DrpcRequest(
            options?.RequestId ?? RequestId.New(), function, argument, argumentText, textAnswer, options?.Timeout ?? homes.DefaultTimeout);
        for (var home = 1; ; home++)
        {
            var silo = await homes.NextAsync();
            try
            {
                var grain = grains.GetGrain<IRequestGrain>(PinnedKey.Of(silo, request.Id.ToString()));
                var call = grain.ExecuteAsync(request, cancellationToken);
                var reply = await (homes.DefaultTimeout is null ? call : call.WaitAsync(request.Timeout!.Value + Grace, time, cancellationToken));
                if (reply.Failure is null)
                {
                    return reply;
                }

                // The caller's own token is the caller's own reason, not a failure of the service.
                cancellationToken.ThrowIfCancellationRequested();
                throw new DrpcException(reply.Failure);
            }
            catch (DrpcException e) when (e.Code == DrpcFailureCode.SiloLost && e.RequestId is null && home < MaxHomes)
            {
                // Of no request: the silo was gone before the request could start there, so another one may take it.
                homes.Forget(silo);
            }
            catch (OrleansMessageRejectionException e)
            {
                homes.Forget(silo);
                throw new DrpcException(Failed(request, DrpcFailureCode.SiloLost, $"The silo {silo} that ran the request was lost; call again."), e);
            }
            catch (TimeoutException e)
            {
                homes.Forget(silo);
                throw new DrpcException(Failed(request, DrpcFailureCode.TimedOut, $"No reply from silo {silo}; whether the request ran is not known."), e);
            }
        }
    }

    private static DrpcFailure Failed(DrpcRequest request, DrpcFailureCode code, string message) => new(code, message, request.Id);
}
