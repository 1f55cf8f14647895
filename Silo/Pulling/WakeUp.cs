using System.Threading.Channels;

namespace OrleansDrpc.Hosting;

/// <summary>Wakes one waiter; calls before it waits count as one. <see cref="Set"/> is thread-safe.</summary>
internal sealed class WakeUp
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _calls.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _calls.Reader.ReadAsync(cancellationToken);
}
