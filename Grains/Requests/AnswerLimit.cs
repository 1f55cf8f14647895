namespace OrleansDrpc;

/// <summary>Keeps answers, which are held in memory and travel as one message, far below what a message may be.</summary>
internal static class AnswerLimit
{
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.FunctionFailed"/>: the values come to more than the limit.</exception>
    public static void Check(long bytes, long maxBytes)
    {
        if (bytes > maxBytes)
        {
            throw new DrpcException(new DrpcFailure(
                DrpcFailureCode.FunctionFailed,
                $"The answer is larger than about {maxBytes:N0} bytes ({DrpcOptions.Section}:{nameof(DrpcOptions.MaxAnswerBytes)}). Aggregate more, or return less.",
                IsPermanent: true));
        }
    }
}
