namespace OrleansDrpc;

/// <summary>Calls from inside a silo: that silo is the requests' home.</summary>
internal sealed class SiloDrpcClient(IGrainFactory grains, ILocalSiloDetails silo) : IDrpcClient
{
    public async Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var request = ClientRequest.Of(function, argument, options, options?.Timeout);
        try
        {
            var reply = await SendAsync(request, cancellationToken);
            return function.ReadAnswer(ClientReply.Check(reply, cancellationToken).Values!);
        }
        catch (Exception e) when (ClientReply.IsOfEngine(e))
        {
            throw ClientReply.FailureOf(e, request);
        }
    }

    public async Task<string> ExecuteAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var request = ClientRequest.OfText(function, argument, options, options?.Timeout);
        try
        {
            var reply = await SendAsync(request, cancellationToken);
            return ClientReply.Check(reply, cancellationToken).Text!;
        }
        catch (Exception e) when (ClientReply.IsOfEngine(e))
        {
            throw ClientReply.FailureOf(e, request);
        }
    }

    public async Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(ClientRequest.Of(function, argument, options, options?.Timeout), cancellationToken);
        return new PartialAnswer<TResult>(function.ReadAnswer(reply.Values!), reply.Coverage);
    }

    public async Task<PartialAnswer<string>> ExecutePartialAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(ClientRequest.OfText(function, argument, options, options?.Timeout), cancellationToken);
        return new PartialAnswer<string>(reply.Text!, reply.Coverage);
    }

    private async Task<DrpcReply> CallAsync(DrpcRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return ClientReply.Check(await SendAsync(request, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (ClientReply.IsOfEngine(e))
        {
            throw ClientReply.FailureOf(e, request);
        }
    }

    private Task<DrpcReply> SendAsync(DrpcRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return grains.GetGrain<IRequestGrain>(PinnedKey.Of(silo.SiloAddress, request.Id)).ExecuteAsync(request, cancellationToken);
    }
}
