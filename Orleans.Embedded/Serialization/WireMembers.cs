using System.Reflection;
using Orleans;

namespace OrleansDrpc.Embedded;

/// <summary>The members of a [GenerateSerializer] type that Orleans would write: those with an [Id], and the parameters of a record.</summary>
internal static class WireMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    internal static IEnumerable<Type> Of(Type type)
    {
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            foreach (var field in level.GetFields(Declared).Where(field => field.IsDefined(typeof(IdAttribute))))
            {
                yield return field.FieldType;
            }

            foreach (var property in level.GetProperties(Declared).Where(property => property.IsDefined(typeof(IdAttribute))))
            {
                yield return property.PropertyType;
            }

            foreach (var parameter in RecordParameters(level))
            {
                yield return parameter.ParameterType;
            }
        }
    }

    private static ParameterInfo[] RecordParameters(Type type) =>
        !IsRecord(type)
            ? []
            : type.GetConstructors(Declared).Select(constructor => constructor.GetParameters())
                .Where(parameters => parameters.All(parameter => type.GetProperty(parameter.Name!, Declared)?.PropertyType == parameter.ParameterType))
                .MaxBy(parameters => parameters.Length) ?? [];

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", Declared, [typeof(System.Text.StringBuilder)])?.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) == true;
}
