namespace OrleansDrpc;

/// <summary>Thrown to a caller whose request has no answer. Look at <see cref="Code"/>; the message says what to do.</summary>
[GenerateSerializer, Alias("drpc.exception")]
public sealed class DrpcException : Exception
{
    /// <summary>Wraps a failure.</summary>
    public DrpcException(DrpcFailure failure, Exception? inner = null)
        : base(failure.Message, inner) => Failure = failure;

    /// <summary>A failure that belongs to no request yet.</summary>
    public DrpcException(DrpcFailureCode code, string message, Exception? inner = null)
        : this(new DrpcFailure(code, message), inner)
    {
    }

    /// <summary>The failure as data.</summary>
    [Id(0)]
    public DrpcFailure Failure { get; private set; }

    /// <summary>The kind of failure.</summary>
    public DrpcFailureCode Code => Failure.Code;

    /// <summary>The request, where there was one.</summary>
    public RequestId? RequestId => Failure.RequestId;
}
