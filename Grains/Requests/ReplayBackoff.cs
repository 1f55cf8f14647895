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

    private readonly ResiliencePipeline<bool> _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<bool>
        {
            ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Result),
            MaxRetryAttempts = int.MaxValue, // each function has its own number of attempts
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = BaseDelay,
            MaxDelay = MaxDelay,
        })
        .Build();

    /// <summary>
    /// Makes attempt after attempt, with a wait between them, while they say that another one is to follow; all in the turns of the grain
    /// that asks for it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token ended a wait.</exception>
    public async Task ExecuteAsync(Func<ValueTask<bool>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        try
        {
            await _pipeline.ExecuteAsync(static (_, attempt) => attempt(), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
