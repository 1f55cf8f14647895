using System.Reflection;
using Orleans;

namespace OrleansDrpc.Embedded;

/// <summary>The grain classes and converters of all assemblies that use the engine and are loaded, or referenced from loaded ones.</summary>
internal static class UserTypes
{
    private static readonly Lock Gate = new();
    private static readonly AssemblyName Engine = typeof(UserTypes).Assembly.GetName();
    private static readonly HashSet<string> Scanned = [];
    private static readonly List<Type> GrainClasses = [];
    private static readonly HashSet<Type> Converted = [];
    private static volatile bool _stale = true;

    static UserTypes() => AppDomain.CurrentDomain.AssemblyLoad += static (_, _) => _stale = true;

    internal static List<Type> GrainClassesFor(Type grainInterface)
    {
        lock (Gate)
        {
            Scan();
            return GrainClasses.FindAll(type => type.IsAssignableTo(grainInterface));
        }
    }

    internal static bool HasConverter(Type type)
    {
        lock (Gate)
        {
            Scan();
            return Converted.Contains(Definition(type));
        }
    }

    private static void Scan()
    {
        if (!_stale)
        {
            return;
        }

        _stale = false;
        var queue = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        while (queue.TryDequeue(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (Scanned.Add(assembly.FullName!) && references.Append(assembly.GetName()).Any(name => name.Name == Engine.Name))
            {
                Array.ForEach(assembly.GetTypes(), Register);
                references.Where(MayUseEngine).Select(TryLoad).OfType<Assembly>().ToList().ForEach(queue.Enqueue);
            }
        }
    }

    private static void Register(Type type)
    {
        if (type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableTo(typeof(IGrainBase)))
        {
            GrainClasses.Add(type);
        }
        else if (type.IsDefined(typeof(RegisterConverterAttribute), inherit: false))
        {
            Converted.UnionWith(type.GetInterfaces()
                .Where(contract => Definition(contract) == typeof(IConverter<,>))
                .Select(contract => Definition(contract.GetGenericArguments()[0])));
        }
    }

    private static bool MayUseEngine(AssemblyName name) =>
        !name.Name!.StartsWith("System", StringComparison.Ordinal) && !name.Name.StartsWith("Microsoft.", StringComparison.Ordinal);

    // A reference that is not there was not needed so far, and cannot bring grains.
    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
