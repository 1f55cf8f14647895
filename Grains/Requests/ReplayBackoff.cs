using Polly;
using Polly.Retry;

namespace OrleansDrpc;

/// <summary>
/// Waits between the attempts of a request: longer each time, and by chance, so that requests that failed together do not come back
/// together. Thread-safe.
/// </summary>
internal sealed class ReplayBackoff(TimeProvider time)
{
    private static readonly TimeSpan BaseDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private readonly ResiliencePipeline<AttemptOutcome> _pipeline = new ResiliencePipelineBuilder<AttemptOutcome> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<AttemptOutcome>
        {
            ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Result.IsReplayed),
            MaxRetryAttempts = int.MaxValue, // each function has its own number of attempts
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = BaseDelay,
            MaxDelay = MaxDelay,
        })
        .Build();

    /// <summary>Calls for the next outcome, after a wait each, until one says that no other follows.</summary>
    /// <exception cref="OperationCanceledException">The token ended a wait.</exception>
    public ValueTask<AttemptOutcome> ExecuteAsync<TState>(Func<TState, CancellationToken, ValueTask<AttemptOutcome>> next, TState state, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(next, state, cancellationToken);
}
