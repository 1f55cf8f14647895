namespace OrleansDrpc;

/// <summary>A stage that is a lambda.</summary>
internal sealed class LambdaStage<TIn, TOut>(Func<TIn, IEmitter<TOut>, CancellationToken, ValueTask> execute) : IStage<TIn, TOut>
{
    public ValueTask ExecuteAsync(TIn item, IEmitter<TOut> output, CancellationToken cancellationToken) =>
        execute(item, output, cancellationToken);
}
