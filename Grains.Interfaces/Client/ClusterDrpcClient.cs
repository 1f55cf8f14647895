namespace OrleansDrpc;

/// <summary>
/// Calls from outside the cluster: every active silo is the home of a request in turn. A call whose home is lost, or stops before the call is
/// done, goes to another home under new attempt numbers, with the time and the attempts that are left; its function's settings, which the new
/// home knows, say whether any are. Orleans does not tell such a client when a silo dies, so those calls that take long share a
/// <see cref="HomeWatch"/>, and all have a limit of their own: the timeout of the call, the deadline of the function where the caller has its
/// definition, or ten minutes.
/// </summary>
internal sealed class ClusterDrpcClient(IGrainFactory grains, HomeSilos homes, HomeWatch watch, TimeProvider time) : IDrpcClient
{
    private const ConfigureAwaitOptions Quietly = ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

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

    // One async method for all homes, because each costs a small call its share.
    private async Task<DrpcReply> SendAsync(DrpcRequest request, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new OutsideCall(request, deadline, time);
        while (true)
        {
            SiloAddress? home = null;
            try
            {
                var next = homes.NextAsync(call.LostHomes);
                home = next.IsCompletedSuccessfully ? next.Result : await next.AsTask().WaitAsync(call.Left, time, cancellationToken);
                var pending = grains.GetGrain<IRequestGrain>(PinnedKey.Of(home, request.Id)).ExecuteAsync(call.Send(), cancellationToken);

                // Only a call that takes long pays for a look after its home.
                await ((Task)pending.WaitAsync(call.Patience, time, cancellationToken)).ConfigureAwait(Quietly);
                var reply = pending.IsCompleted ? await pending : await watch.WaitAsync(pending, home, call.Left, cancellationToken);
                return ClientReply.Check(reply, cancellationToken);
            }
            catch (Exception e) when (ClientReply.IsOfEngine(e) || e is DrpcException { Code: DrpcFailureCode.ShuttingDown })
            {
                if (home is not null && OutsideCall.IsOfHome(e))
                {
                    homes.Leave(home);
                }

                call.GoOn(home, e);
                await Task.Delay(call.Pause, time, cancellationToken);
            }
        }
    }
}
