using Orleans;

namespace OrleansDrpc.Embedded;

/// <summary>The types for which some assembly registers a converter to a type that Orleans can write.</summary>
internal static class Converters
{
    private static readonly Lock Gate = new();
    private static HashSet<Type>? _types;
    private static int _version;

    internal static bool Knows(Type type)
    {
        lock (Gate)
        {
            if (_types is null || _version != GrainClasses.Version)
            {
                _version = GrainClasses.Version;
                _types = [.. GrainClasses.Assemblies().SelectMany(GrainClasses.TypesOf)
                    .Where(candidate => candidate.IsDefined(typeof(RegisterConverterAttribute), inherit: false))
                    .SelectMany(converter => converter.GetInterfaces())
                    .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConverter<,>))
                    .Select(contract => Definition(contract.GetGenericArguments()[0]))];
            }

            return _types.Contains(Definition(type));
        }
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
