using System.Reflection;
using Orleans;

namespace OrleansDrpc.Embedded;

/// <summary>The members of a [GenerateSerializer] type that Orleans would write: those with an [Id], and the parameters of a record.</summary>
internal static class WireMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    internal static IEnumerable<Type> Of(Type? type) => type is null ? [] :
    [
        .. type.GetFields(Declared).Where(field => field.IsDefined(typeof(IdAttribute))).Select(field => field.FieldType),
        .. type.GetProperties(Declared).Where(property => property.IsDefined(typeof(IdAttribute))).Select(property => property.PropertyType),
        .. RecordParameters(type).Select(parameter => parameter.ParameterType),
        .. Of(type.BaseType),
    ];

    private static ParameterInfo[] RecordParameters(Type type) =>
        !IsRecord(type)
            ? []
            : type.GetConstructors(Declared).Select(constructor => constructor.GetParameters())
                .Where(parameters => parameters.All(parameter => type.GetProperty(parameter.Name!, Declared)?.PropertyType == parameter.ParameterType))
                .MaxBy(parameters => parameters.Length) ?? [];

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", Declared, [typeof(System.Text.StringBuilder)])?.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) == true;
}
