using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>The grain classes of this process: those of all assemblies that use the engine and are loaded or referenced from loaded ones.</summary>
internal static class GrainClasses
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, GrainClass> ByType = [];
    private static readonly HashSet<Assembly> Scanned = [];
    private static readonly List<Type> Known = [];
    private static volatile int _loadedAssemblies;

    static GrainClasses() => AppDomain.CurrentDomain.AssemblyLoad += static (_, _) => Interlocked.Increment(ref _loadedAssemblies);

    /// <summary>Types of those assemblies, for other registries that are filled by scanning.</summary>
    internal static int Version => _loadedAssemblies;

    internal static bool IsGrainInterface(Type type) =>
        type.IsInterface && typeof(IGrain).IsAssignableFrom(type) && type.Assembly != typeof(IGrain).Assembly | type == typeof(IManagementGrain);

    /// <summary>The class that implements an interface; where there are several, a prefix or Orleans' naming convention chooses.</summary>
    internal static GrainClass Implementing(Type grainInterface, string? classNamePrefix)
    {
        lock (Gate)
        {
            Scan();
            var candidates = Known.Select(type => Close(type, grainInterface)).OfType<Type>()
                .Where(type => classNamePrefix is null || type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))
                .ToList();
            var chosen = candidates.Count < 2 ? candidates.FirstOrDefault() : candidates.FirstOrDefault(type => FollowsConvention(type, grainInterface));
            if (chosen is null)
            {
                throw new ArgumentException(candidates.Count == 0
                    ? $"Could not find an implementation for grain interface {grainInterface}{(classNamePrefix is null ? "" : $" with class name prefix \"{classNamePrefix}\"")}."
                    : $"Unable to choose an implementation of grain interface {grainInterface}: {string.Join(", ", candidates)}.");
            }

            return Of(chosen);
        }
    }

    internal static GrainClass Named(GrainType grainType)
    {
        lock (Gate)
        {
            Scan();
            return ByType.Values.FirstOrDefault(known => known.GrainType == grainType)
                ?? Known.Where(type => !type.IsGenericTypeDefinition).Select(Of).FirstOrDefault(known => known.GrainType == grainType)
                ?? throw new ArgumentException($"Could not find a grain class of type {grainType}.");
        }
    }

    internal static IEnumerable<Assembly> Assemblies()
    {
        var engine = typeof(GrainClasses).Assembly;
        var seen = new HashSet<string>();
        var queue = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        while (queue.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (!seen.Add(assembly.FullName!) || (assembly != engine && references.All(reference => reference.Name != engine.GetName().Name)))
            {
                continue;
            }

            yield return assembly;
            foreach (var reference in references.Where(reference => !seen.Contains(reference.FullName) && MayUseEngine(reference)))
            {
                if (TryLoad(reference) is { } loaded)
                {
                    queue.Enqueue(loaded);
                }
            }
        }
    }

    internal static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }

    // A reference that is not there was not needed so far, and cannot bring grains.
    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }

    private static bool MayUseEngine(AssemblyName name) =>
        !name.Name!.StartsWith("System", StringComparison.Ordinal) && !name.Name.StartsWith("Microsoft.", StringComparison.Ordinal) && name.Name != "netstandard";

    private static GrainClass Of(Type type)
    {
        if (!ByType.TryGetValue(type, out var grainClass))
        {
            grainClass = new GrainClass(type);
            if (ByType.Values.FirstOrDefault(other => other.GrainType == grainClass.GrainType) is { } other)
            {
                throw new InvalidOperationException(
                    $"An entry with type {grainClass.GrainType} is already present: {other} and {type} need unique names. Consider [GrainType(\"name\")].");
            }

            ByType.Add(type, grainClass);
        }

        return grainClass;
    }

    private static void Scan()
    {
        if (Scanned.Count > 0 && ScannedVersion == _loadedAssemblies)
        {
            return;
        }

        ScannedVersion = _loadedAssemblies;
        foreach (var assembly in Assemblies().Where(Scanned.Add))
        {
            Known.AddRange(TypesOf(assembly).Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IGrainBase).IsAssignableFrom(type)));
        }
    }

    private static int ScannedVersion { get; set; }

    /// <summary>The type itself or, for a generic class, the closed type that implements the interface; null where it does not.</summary>
    private static Type? Close(Type type, Type grainInterface)
    {
        if (!type.IsGenericTypeDefinition)
        {
            return grainInterface.IsAssignableFrom(type) ? type : null;
        }

        if (!grainInterface.IsGenericType || grainInterface.GetGenericArguments().Length != type.GetGenericArguments().Length)
        {
            return null;
        }

        try
        {
            var closed = type.MakeGenericType(grainInterface.GetGenericArguments());
            return grainInterface.IsAssignableFrom(closed) ? closed : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool FollowsConvention(Type type, Type grainInterface)
    {
        var plain = grainInterface.Name.TrimStart('I');
        return type.Name == plain || type.Name == plain + "Grain" || type.Name + "Grain" == plain;
    }
}
