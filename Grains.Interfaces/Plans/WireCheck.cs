using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace OrleansDrpc;

/// <summary>Tells types whose values cannot leave a process before one has to.</summary>
internal static class WireCheck
{
    public static bool CanTravel(Type type)
    {
        if (type == typeof(string) || !IsReferenceOrContainsReferences(type))
        {
            return true;
        }

        try
        {
            var info = DrpcJson.Options.GetTypeInfo(type);
            return info.Kind != JsonTypeInfoKind.Object || info.CreateObject is not null || info.ConstructorAttributeProvider is not null
                || info.PolymorphismOptions is not null;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsReferenceOrContainsReferences(Type type) => !type.IsValueType
        || (bool)typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!.MakeGenericMethod(type).Invoke(null, null)!;
}
