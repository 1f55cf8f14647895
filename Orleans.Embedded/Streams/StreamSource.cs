namespace OrleansDrpc.Embedded;

/// <summary>
/// A grain method that returns a stream, with its arguments. Nothing is sent before the stream is read. Lives on both sides: the caller
/// pulls batches, the activation that the first pull reached enumerates.
/// </summary>
internal abstract class StreamSource<T>
{
    public abstract GrainMethod Method { get; }

    public CancellationToken CallerToken { get; set; }

    public CancellationToken CalleeToken { get; internal set; }

    public abstract IAsyncEnumerable<T> Invoke(object grain);

    internal StreamSource<T> Clone() => (StreamSource<T>)MemberwiseClone();
}
