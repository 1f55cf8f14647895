using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using OrleansDrpc.Embedded;

namespace Orleans.Runtime;

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>
{
    private static int _lastGeneration = Environment.TickCount & 0x3FFFFFFF;

    private readonly int _hashCode;
    private string? _parsable;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
        _hashCode = StableHash.Compute(Encoding.UTF8.GetBytes(ToParsableString()));
    }

    public static SiloAddress Zero { get; } = New(new IPEndPoint(IPAddress.Any, 0), 0);

    public IPEndPoint Endpoint { get; }

    public int Generation { get; }

    public bool IsClient => Generation < 0;

    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    public static SiloAddress New(IPAddress address, int port, int generation) => new(new IPEndPoint(address, port), generation);

    public static int AllocateNewGeneration() => Interlocked.Increment(ref _lastGeneration);

    public static SiloAddress FromParsableString(string addr) =>
        TryParse(addr, out var result) ? result : throw new FormatException($"Invalid silo address \"{addr}\": expected IP:PORT@GENERATION");

    public static SiloAddress Parse(string value) => FromParsableString(value);

    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out SiloAddress? result)
    {
        result = null;
        var at = value?.LastIndexOf('@') ?? -1;
        if (at < 0
            || !IPEndPoint.TryParse(value.AsSpan(0, at), out var endpoint)
            || !int.TryParse(value.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation))
        {
            return false;
        }

        result = new SiloAddress(endpoint, generation);
        return true;
    }

    public string ToParsableString() => _parsable ??= string.Create(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}");

    public override string ToString() => $"{(IsClient ? "C" : "S")}{Endpoint.Address}:{Endpoint.Port}:{Generation}";

    public int GetConsistentHashCode() => _hashCode;

    public override int GetHashCode() => _hashCode;

    public bool Equals(SiloAddress? other) =>
        ReferenceEquals(this, other) || (other is not null && _hashCode == other._hashCode && Generation == other.Generation && Endpoint.Equals(other.Endpoint));

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public int CompareTo(SiloAddress? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byPort = Endpoint.Port.CompareTo(other.Endpoint.Port);
        return byPort != 0 ? byPort : Generation != other.Generation ? Generation.CompareTo(other.Generation)
            : string.CompareOrdinal(ToParsableString(), other.ToParsableString());
    }
}
