namespace OrleansDrpc.Embedded;

/// <summary>The grain classes that were asked for so far.</summary>
internal static class GrainClasses
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, GrainClass> ByType = [];

    /// <summary>The one class that implements an interface and whose full name has a prefix.</summary>
    internal static GrainClass Implementing(Type grainInterface, string classNamePrefix)
    {
        var candidates = UserTypes.GrainClassesFor(grainInterface).FindAll(type => type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal));
        return candidates.Count switch
        {
            1 => Of(candidates[0]),
            0 => throw new ArgumentException($"Could not find an implementation for grain interface {grainInterface} with class name prefix \"{classNamePrefix}\"."),
            _ => throw new ArgumentException($"Unable to choose an implementation of grain interface {grainInterface}: {string.Join(", ", candidates)}."),
        };
    }

    private static GrainClass Of(Type type)
    {
        lock (Gate)
        {
            if (!ByType.TryGetValue(type, out var grainClass))
            {
                grainClass = new GrainClass(type);
                if (ByType.Values.FirstOrDefault(known => known.GrainType == grainClass.GrainType) is { } other)
                {
                    throw new InvalidOperationException($"An entry with type {grainClass.GrainType} is already present: {other} and {type} need unique names.");
                }

                ByType.Add(type, grainClass);
            }

            return grainClass;
        }
    }
}
