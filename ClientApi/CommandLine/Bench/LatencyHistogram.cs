using System.Numerics;

namespace OrleansDrpc.ClientApi;

/// <summary>
/// Counts latencies in buckets whose width grows with the value, so that memory is fixed (58 KB) and a percentile is off by at most
/// <see cref="Precision"/> of its value. Mean and maximum are exact. Not thread-safe.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The bound of a percentile's relative error: half a bucket.</summary>
    public const double Precision = 0.5 / HalfBuckets;

    // Values up to twice this have buckets of their own; beyond, each doubling of the value is cut into this many.
    private const int HalfBuckets = 1 << HalfBits;
    private const int HalfBits = 7;
    private const int MaxShift = 62 - HalfBits;

    private readonly long[] _buckets = new long[(HalfBuckets * MaxShift) + (2 * HalfBuckets)];
    private Int128 _sum;

    public long Count { get; private set; }

    /// <summary>Zero where nothing was recorded, as the mean and every percentile.</summary>
    public TimeSpan Max { get; private set; }

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)(_sum / Count));

    /// <param name="latency">Not below zero.</param>
    public void Record(TimeSpan latency)
    {
        _buckets[IndexOf(latency.Ticks)]++;
        _sum += latency.Ticks;
        Count++;
        Max = latency > Max ? latency : Max;
    }

    /// <summary>The smallest latency that at least so many percent of all do not exceed.</summary>
    /// <param name="percent">Over 0, at most 100.</param>
    public TimeSpan Percentile(decimal percent)
    {
        var rank = (long)Math.Ceiling(percent / 100 * Count);
        var seen = 0L;
        for (var index = 0; index < _buckets.Length; index++)
        {
            seen += _buckets[index];
            if (seen >= rank && seen > 0)
            {
                return TimeSpan.FromTicks(Math.Min(MiddleOf(index), Max.Ticks));
            }
        }

        return TimeSpan.Zero;
    }

    private static int IndexOf(long value)
    {
        var shift = ShiftOf(value);
        return (HalfBuckets * shift) + (int)(value >> shift);
    }

    private static int ShiftOf(long value) => Math.Max(0, BitOperations.Log2((ulong)value) - HalfBits);

    private static long MiddleOf(int index)
    {
        var shift = Math.Max(0, (index / HalfBuckets) - 1);
        var lowest = (long)(index - (HalfBuckets * shift)) << shift;
        return lowest + (((1L << shift) - 1) / 2);
    }
}
