using OrleansDrpc.Embedded;

namespace Orleans.Runtime;

[GenerateSerializer, Immutable]
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    internal GrainReference(Caller home, GrainInterface grainInterface, GrainClass grainClass, GrainId grainId)
    {
        Home = home;
        Interface = grainInterface;
        Class = grainClass;
        GrainId = grainId;
    }

    public GrainId GrainId { get; }

    /// <summary>Who calls through this reference when no grain does.</summary>
    internal Caller Home { get; }

    internal GrainInterface Interface { get; }

    internal GrainClass Class { get; }

    /// <summary>Where the last call went.</summary>
    internal ICallTarget? Remembered { get; private set; }

    public bool Equals(GrainReference? other) => GrainId == other?.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}:{Interface.Type.Name}";

    internal void Remember(ICallTarget? target)
    {
        // Written only when it changes: many threads call through one reference.
        if (!ReferenceEquals(Remembered, target))
        {
            Remembered = target;
        }
    }
}
