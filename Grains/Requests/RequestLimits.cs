namespace OrleansDrpc;

/// <summary>What a request may take: what its function and its caller allow, less the time that has passed at homes that were lost.</summary>
/// <param name="Deadline">How long it may take at this home.</param>
/// <param name="Attempts">How many attempts it has, those at homes that were lost included.</param>
internal readonly record struct RequestLimits(TimeSpan Deadline, int Attempts)
{
    /// <exception cref="DrpcException">
    /// <see cref="DrpcFailureCode.SiloLost"/>: homes that were lost have used up its attempts; <see cref="DrpcFailureCode.TimedOut"/>: or its
    /// time; <see cref="DrpcFailureCode.BadArgument"/>: its timeout is none.
    /// </exception>
    public static RequestLimits Of(RequestServices services, RegisteredFunction function, DrpcRequest request)
    {
        var attempts = request.MaxAttempts ?? function.Definition.Settings.MaxAttempts;
        if (request.LostAttempts is { } lost && lost.Length >= attempts)
        {
            throw UsedUp(function, lost.Length, attempts);
        }

        return new RequestLimits(DeadlineOf(function.Definition.Settings.Deadline ?? services.Options.DefaultDeadline, function, request), attempts);
    }

    private static TimeSpan DeadlineOf(TimeSpan deadline, RegisteredFunction function, DrpcRequest request)
    {
        var left = request.Passed > TimeSpan.Zero ? deadline - request.Passed : deadline;
        return left <= TimeSpan.Zero ? throw new DrpcException(
                DrpcFailureCode.TimedOut,
                $"Function '{function.Definition.Name}' did not finish within its deadline of {deadline.TotalSeconds:0.###} s, which passed before this home had the request. Call again.")
            : request.Timeout is not { } timeout || timeout >= left ? left
            : timeout > TimeSpan.Zero ? timeout
            : throw new DrpcException(DrpcFailureCode.BadArgument, $"The timeout {timeout} of the request must be over zero.");
    }

    private static DrpcException UsedUp(RegisteredFunction function, int lost, int attempts) => new(new DrpcFailure(
        DrpcFailureCode.SiloLost,
        $"The silo that was the home of a request of function '{function.Definition.Name}' was lost or stopped, and its attempts are used up: {lost:N0} of {attempts:N0}. "
        + $"Call again, or let the function have more ({nameof(FunctionBuilder.Reliable)}).")
    {
        AttemptsUsedUp = attempts > 1,
    });
}
