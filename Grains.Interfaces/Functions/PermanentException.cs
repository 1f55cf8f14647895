namespace OrleansDrpc;

/// <summary>
/// Thrown by a function's code whose failure no other attempt could mend: the request fails at once with this message
/// (<see cref="DrpcFailureCode.FunctionFailed"/>, <see cref="DrpcFailure.IsPermanent"/>) and is not replayed. Any other exception is.
/// </summary>
/// <param name="message">For the caller.</param>
/// <param name="inner">What led to it.</param>
public sealed class PermanentException(string message, Exception? inner = null) : Exception(message, inner);
