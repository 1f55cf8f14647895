using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>How many requests are open here, and what their arguments take in memory; what is submitted is refused beyond the limits. Thread-safe.</summary>
internal sealed class OpenLimits(IOptions<RequestsOptions> options)
{
    private readonly Lock _lock = new();
    private int _count;
    private long _bytes;

    public int Count => Volatile.Read(ref _count);

    /// <summary>What an argument takes in memory.</summary>
    public static long BytesOf(string argument) => sizeof(char) * (long)argument.Length;

    /// <summary>Takes the room for a request that is submitted.</summary>
    /// <exception cref="DrpcException"><see cref="DrpcFailureCode.Overloaded"/>: there is none.</exception>
    public void Reserve(long bytes, RequestId id)
    {
        lock (_lock)
        {
            if (_count >= options.Value.MaxOpen)
            {
                throw RequestRefusals.TooMany(_count, id);
            }

            if (_bytes + bytes > options.Value.MaxOpenBytes)
            {
                throw RequestRefusals.TooLarge(options.Value.MaxOpenBytes, id);
            }

            _count++;
            _bytes += bytes;
        }
    }

    /// <summary>Counts a request that was taken over. It cannot be refused; its argument is not held while it waits.</summary>
    public void Add()
    {
        lock (_lock)
        {
            _count++;
        }
    }

    /// <summary>Gives the room of a request back.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= bytes;
        }
    }
}
