using System.Text;
using OrleansDrpc.Embedded;

namespace Orleans.Runtime;

public readonly record struct IdSpan
{
    private readonly byte[]? _value;
    private readonly int _hashCode;

    public IdSpan(byte[] value)
    {
        _value = value;
        _hashCode = StableHash.Compute(value);
    }

    public static IdSpan Create(string id) => new(Encoding.UTF8.GetBytes(id));

    public ReadOnlySpan<byte> AsSpan() => _value;

    public bool Equals(IdSpan obj) => ReferenceEquals(_value, obj._value) || (_hashCode == obj._hashCode && AsSpan().SequenceEqual(obj.AsSpan()));

    public override int GetHashCode() => _hashCode;

    public override string ToString() => _value is null ? "" : Encoding.UTF8.GetString(_value);
}
