using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace OrleansDrpc.ClientApi;

/// <summary>Waits between the tries of a delivery: longer each time, and by chance. Thread-safe.</summary>
internal sealed class CallbackBackoff(IOptions<RequestsOptions> options, TimeProvider time)
{
    private readonly ResiliencePipeline<bool> _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<bool>
        {
            ShouldHandle = static again => ValueTask.FromResult(again.Outcome.Result),
            MaxRetryAttempts = int.MaxValue, // the delivery counts by itself, over restarts
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.Value.CallbackDelay,
            MaxDelay = options.Value.CallbackMaxDelay,
        })
        .Build();

    /// <summary>Tries while a try says that another one is to follow.</summary>
    /// <exception cref="OperationCanceledException">The token ended a wait.</exception>
    public async Task ExecuteAsync(Func<ValueTask<bool>> attempt, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(static (attempt, _) => attempt(), attempt, cancellationToken);
}
