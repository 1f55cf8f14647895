using Orleans.Runtime;
using OrleansDrpc.Embedded;

namespace Orleans;

public static class GrainExtensions
{
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var target = GrainInterface.For<TGrainInterface>.Instance;
        return (TGrainInterface)(object)(grain switch
        {
            TGrainInterface and GrainReference same => same,
            GrainReference other => target.CreateReference(other.Home, other.Class, other.GrainId),
            IGrainBase { GrainContext: Activation context } => target.CreateReference(context.Silo, context.Hosted.Class, context.GrainId),
            _ => throw NotAGrain(grain),
        });
    }

    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        _ => throw NotAGrain(grain),
    };

    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    public static long GetPrimaryKeyLong(this IAddressable grain) => GrainKeys.ToInteger(grain.GetGrainId().Key);

    public static Guid GetPrimaryKey(this IAddressable grain) => GrainKeys.ToGuid(grain.GetGrainId().Key);

    private static ArgumentException NotAGrain(IAddressable grain) => new($"{grain?.GetType()} is neither a grain reference nor a grain.", nameof(grain));
}
