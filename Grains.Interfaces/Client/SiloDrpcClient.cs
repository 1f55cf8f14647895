namespace OrleansDrpc;

/// <summary>Calls from inside a silo: that silo is the requests' home.</summary>
internal sealed class SiloDrpcClient(IGrainFactory grains, ILocalSiloDetails silo) : IDrpcClient
{
    public Task<TResult> ExecuteAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken) =>
        CallAsync(
            ClientRequest.Of(function, argument, options, options?.Timeout),
            reply => function.ReadAnswer(reply.Values!),
            cancellationToken);

    public Task<string> ExecuteAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken) =>
        CallAsync(ClientRequest.OfText(function, argument, options, options?.Timeout), static reply => reply.Text!, cancellationToken);

    public Task<PartialAnswer<TResult>> ExecutePartialAsync<TArgument, TResult>(
        DrpcFunction<TArgument, TResult> function, TArgument argument, CallOptions? options, CancellationToken cancellationToken) =>
        CallAsync(
            ClientRequest.Of(function, argument, options, options?.Timeout),
            reply => new PartialAnswer<TResult>(function.ReadAnswer(reply.Values!), reply.Coverage),
            cancellationToken);

    public Task<PartialAnswer<string>> ExecutePartialAsync(string function, string argument, CallOptions? options, CancellationToken cancellationToken) =>
        CallAsync(
            ClientRequest.OfText(function, argument, options, options?.Timeout),
            static reply => new PartialAnswer<string>(reply.Text!, reply.Coverage),
            cancellationToken);

    // One async method for all ways, because each costs a small call its share.
    private async Task<TAnswer> CallAsync<TAnswer>(DrpcRequest request, Func<DrpcReply, TAnswer> read, CancellationToken cancellationToken)
    {
        DrpcReply reply;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            reply = await grains.GetGrain<IRequestGrain>(PinnedKey.Of(silo.SiloAddress, request.Id)).ExecuteAsync(request, cancellationToken);
            ClientReply.Check(reply, cancellationToken);
        }
        catch (Exception e) when (ClientReply.IsOfEngine(e))
        {
            throw ClientReply.FailureOf(e, request);
        }

        return read(reply);
    }
}
