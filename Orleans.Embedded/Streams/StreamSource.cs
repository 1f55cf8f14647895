using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>
/// A grain method that returns a stream, with its arguments. Nothing is sent before the stream is read. The caller pulls batches; the
/// activation that the first pull reached enumerates.
/// </summary>
internal abstract class StreamSource<T> : IAsyncEnumerable<T>
{
    public abstract GrainMethod Method { get; }

    public CancellationToken CallerToken { get; set; }

    public CancellationToken CalleeToken { get; internal set; }

    internal GrainReference? Target { get; set; }

    public abstract IAsyncEnumerable<T> Invoke(object grain);

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var canceled = CancellationTokenSource.CreateLinkedTokenSource(CallerToken, cancellationToken);
        var host = new StreamHost<T>((StreamSource<T>)MemberwiseClone());
        var batch = default(StreamBatch<T>);
        try
        {
            while (!batch.IsLast)
            {
                canceled.Token.ThrowIfCancellationRequested();
                batch = await Router.Send(Target!, new StreamPull<T>(host) { CallerToken = canceled.Token });
                for (var index = 0; index < batch.Count; index++)
                {
                    yield return batch.Items[index];
                }
            }
        }
        finally
        {
            if (!batch.IsLast)
            {
                host.Owner?.Post(host.End);
            }
        }
    }
}
