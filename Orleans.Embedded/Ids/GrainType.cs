namespace Orleans.Runtime;

public readonly record struct GrainType
{
    public GrainType(IdSpan id) => Value = id;

    public IdSpan Value { get; }

    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString();
}
