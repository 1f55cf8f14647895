using OrleansDrpc.Embedded;

namespace Orleans.Runtime;

[GenerateSerializer, Immutable]
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly Caller _home;

    internal GrainReference(Caller home, GrainInterface grainInterface, GrainId grainId)
    {
        _home = home;
        Interface = grainInterface;
        GrainId = grainId;
    }

    public GrainId GrainId { get; }

    public string InterfaceName => Interface.Type.Name;

    internal GrainInterface Interface { get; }

    public static bool operator ==(GrainReference? left, GrainReference? right) => Equals(left, right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !Equals(left, right);

    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => this.AsReference<TGrainInterface>();

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    public override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    internal GrainReference As(GrainInterface other) => other.Type.IsInstanceOfType(this) ? this : other.CreateReference(_home, GrainId);
}
