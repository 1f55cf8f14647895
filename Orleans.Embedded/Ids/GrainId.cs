namespace Orleans.Runtime;

public readonly record struct GrainId
{
    public GrainId(GrainType type, IdSpan key) => (Type, Key) = (type, key);

    public GrainType Type { get; }

    public IdSpan Key { get; }

    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    public override int GetHashCode() => (int)GetUniformHashCode();

    public uint GetUniformHashCode() => (uint)((Type.Value.GetHashCode() * 31) ^ Key.GetHashCode());

    public override string ToString() => $"{Type}/{Key}";
}
