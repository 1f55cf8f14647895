using System.Globalization;
using System.Net;
using System.Text;
using OrleansDrpc.Embedded;

namespace Orleans.Runtime;

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>
{
    private readonly string _parsable;
    private readonly int _hashCode;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
        _parsable = string.Create(CultureInfo.InvariantCulture, $"{endpoint}@{generation}");
        _hashCode = StableHash.Compute(Encoding.UTF8.GetBytes(_parsable));
    }

    public IPEndPoint Endpoint { get; }

    public int Generation { get; }

    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    public static SiloAddress FromParsableString(string addr)
    {
        var at = addr.LastIndexOf('@');
        return at >= 0
            && IPEndPoint.TryParse(addr.AsSpan(0, at), out var endpoint)
            && int.TryParse(addr.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation)
                ? new SiloAddress(endpoint, generation)
                : throw new FormatException($"Invalid silo address \"{addr}\": expected IP:PORT@GENERATION");
    }

    public string ToParsableString() => _parsable;

    public override string ToString() => $"S{Endpoint.Address}:{Endpoint.Port}:{Generation}";

    public override int GetHashCode() => _hashCode;

    public bool Equals(SiloAddress? other) => ReferenceEquals(this, other) || (_hashCode == other?._hashCode && _parsable == other._parsable);

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public int CompareTo(SiloAddress? other)
    {
        var byPort = Endpoint.Port.CompareTo(other?.Endpoint.Port);
        return byPort != 0 ? byPort : string.CompareOrdinal(_parsable, other?._parsable);
    }
}
