using System.Numerics;

namespace OrleansDrpc;

/// <summary>
/// An estimate of how many different 64-bit hashes were added, from 2^precision registers of one byte (Flajolet et al. 2007), by the
/// estimator of Ertl ("New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6), which needs no correction for
/// small or large counts.
/// </summary>
internal sealed class HyperLogLog
{
    public const int MinPrecision = 4;
    public const int MaxPrecision = 18;
    private const int RankBits = 8;
    private readonly byte[] _registers;
    private readonly int _precision;

    public HyperLogLog(int precision)
    {
        CheckPrecision(precision);
        _precision = precision;
        _registers = new byte[1 << precision];
    }

    /// <summary>One register beside its place: what travels of a sketch, and only of registers that are not zero.</summary>
    public IEnumerable<uint> PackedRegisters =>
        _registers.Index().Where(register => register.Item > 0).Select(register => ((uint)register.Index << RankBits) | register.Item);

    public static void CheckPrecision(int precision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, MinPrecision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, MaxPrecision);
    }

    public void Add(ulong hash)
    {
        // The marker bit ends the count of zeros where the rest of the hash has no one.
        var rest = (hash << _precision) | (1UL << (_precision - 1));
        Raise((int)(hash >> (64 - _precision)), (byte)(BitOperations.LeadingZeroCount(rest) + 1));
    }

    public void AddPacked(uint register) => Raise((int)(register >> RankBits), (byte)register);

    public long Estimate()
    {
        var size = _registers.Length;
        var maxRank = 64 - _precision + 1;
        var ranks = new int[maxRank + 1];
        foreach (var register in _registers)
        {
            ranks[register]++;
        }

        var sum = size * Tau(1 - (ranks[maxRank] / (double)size));
        for (var rank = maxRank - 1; rank >= 1; rank--)
        {
            sum = (sum + ranks[rank]) / 2;
        }

        sum += size * Sigma(ranks[0] / (double)size);
        return (long)Math.Round(size * (double)size / (2 * Math.Log(2) * sum));
    }

    private void Raise(int index, byte rank)
    {
        if (_registers[index] < rank)
        {
            _registers[index] = rank;
        }
    }

    // x + sum of x^(2^k) * 2^(k-1): the share of the registers that are still zero.
    private static double Sigma(double x)
    {
        if (x == 1)
        {
            return double.PositiveInfinity;
        }

        var sum = x;
        for (double factor = 1, before = double.NaN; sum != before; factor *= 2)
        {
            x *= x;
            before = sum;
            sum += x * factor;
        }

        return sum;
    }

    // (1 - x - sum of (1 - x^(2^-k))^2 * 2^-k) / 3: the share of the registers that are full.
    private static double Tau(double x)
    {
        if (x is 0 or 1)
        {
            return 0;
        }

        var sum = 1 - x;
        for (double factor = 0.5, before = double.NaN; sum != before; factor /= 2)
        {
            x = Math.Sqrt(x);
            before = sum;
            sum -= (1 - x) * (1 - x) * factor;
        }

        return sum / 3;
    }
}
