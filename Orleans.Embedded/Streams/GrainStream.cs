using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>The caller's end: pulls a batch when it has handed out the one before.</summary>
internal sealed class GrainStream<T>(GrainReference target, StreamSource<T> source, int batchSize) : IAsyncEnumerable<T>
{
    internal GrainStream<T> WithBatchSize(int size) => new(target, source, size);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(target, new StreamHost<T>(source.Clone(), batchSize), source.CallerToken, cancellationToken);

    private sealed class Enumerator(GrainReference target, StreamHost<T> host, CancellationToken first, CancellationToken second) : IAsyncEnumerator<T>
    {
        private readonly CancellationTokenSource _canceled = CancellationTokenSource.CreateLinkedTokenSource(first, second);
        private StreamBatch<T> _batch;
        private int _next;
        private bool _started;

        public T Current { get; private set; } = default!;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_next < _batch.Count)
            {
                Current = _batch.Items[_next++];
                return new(true);
            }

            return _batch.IsLast ? new(false) : PullAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _canceled.Dispose();
            if (!_started || _batch.IsLast)
            {
                return;
            }

            try
            {
                await Router.SendTo(host.Owner, target, new StreamEnd<T>(host));
            }
            catch (Exception)
            {
                // The activation has ended, and the iterator with it.
            }
        }

        private async ValueTask<bool> PullAsync()
        {
            _canceled.Token.ThrowIfCancellationRequested();
            var pull = new StreamPull<T>(host) { CallerToken = _canceled.Token };
            _next = 0;
            try
            {
                _batch = _started ? await Router.SendTo(host.Owner, target, pull) : await Start(pull);
            }
            catch
            {
                _batch = default;
                if (_canceled.IsCancellationRequested)
                {
                    host.Owner?.Post(host.Cancel);
                }

                throw;
            }

            return await MoveNextAsync();
        }

        private Task<StreamBatch<T>> Start(StreamPull<T> pull)
        {
            _started = true;
            return Router.Send(target, pull);
        }
    }
}
