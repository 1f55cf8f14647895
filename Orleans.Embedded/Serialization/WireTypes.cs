using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>
/// Which types could cross a wire between real Orleans silos. Values are passed by reference here; a type that Orleans could not serialize
/// is refused all the same. Each type is examined once. Interfaces, abstract classes, object and open class hierarchies pass as declared
/// types; the value itself is examined when it is an argument or a result.
/// </summary>
internal static class WireTypes
{
    private static readonly ConcurrentDictionary<Type, Verdict> Verdicts = new();

    private static readonly HashSet<Type> Simple =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
        typeof(Uri), typeof(Version), typeof(IPAddress), typeof(IPEndPoint), typeof(BigInteger), typeof(Half), typeof(Int128), typeof(UInt128), typeof(Nothing),
        typeof(System.Globalization.CultureInfo), typeof(System.Collections.BitArray), typeof(GrainId), typeof(GrainType), typeof(IdSpan),
        typeof(CancellationToken),
    ];

    private static readonly HashSet<Type> Generic =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(ArraySegment<>), typeof(List<>), typeof(Dictionary<,>),
        typeof(HashSet<>), typeof(SortedSet<>), typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(Queue<>), typeof(Stack<>), typeof(LinkedList<>),
        typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(System.Collections.ObjectModel.ReadOnlyCollection<>),
        typeof(System.Collections.ObjectModel.Collection<>), typeof(System.Collections.ObjectModel.ReadOnlyDictionary<,>), typeof(ImmutableArray<>),
        typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(ImmutableSortedDictionary<,>),
        typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
    ];

    /// <summary>Examines a declared type.</summary>
    internal static Verdict Examine(Type type) =>
        Verdicts.TryGetValue(type, out var verdict) ? verdict : Verdicts.GetOrAdd(type, Judge(type, [type]));

    /// <summary>Why this value cannot be sent, or null.</summary>
    internal static string? Refuse(object? value) => value switch
    {
        null or GrainReference => null,
        IAddressable => $"{value.GetType()} is a grain object; pass this.AsReference<TGrainInterface>() instead.",
        _ => Examine(value.GetType()).Reason,
    };

    private static Verdict Judge(Type type, HashSet<Type> underway)
    {
        if (type.IsPrimitive || type.IsEnum || Simple.Contains(type) || type.IsAssignableTo(typeof(Type)) || type.IsAssignableTo(typeof(Exception)))
        {
            return default;
        }

        if (type.IsAssignableTo(typeof(Delegate)) || type.IsAssignableTo(typeof(Stream)) || type.IsPointer || type.IsByRefLike)
        {
            return new Verdict($"{type} cannot leave its process.");
        }

        if (type.IsArray)
        {
            return new Verdict(Parts([type.GetElementType()!], underway));
        }

        if (UserTypes.HasConverter(type))
        {
            return default;
        }

        if (type.IsInterface || type == typeof(object) || type.IsAssignableTo(typeof(IAddressable)))
        {
            return new Verdict(null, IsOpen: true);
        }

        if (type.IsGenericType && (Generic.Contains(type.GetGenericTypeDefinition()) || type.IsAssignableTo(typeof(ITuple))))
        {
            return new Verdict(Parts(type.GetGenericArguments(), underway));
        }

        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            return type.IsAbstract ? new Verdict(null, IsOpen: true) : new Verdict($"{type} is not marked with [GenerateSerializer].");
        }

        return Parts(WireMembers.Of(type), underway) is { } reason ? new Verdict($"{type}: {reason}") : new Verdict(null, IsOpen: !type.IsSealed);
    }

    // A type that refers to itself is as good as its other members.
    private static string? Parts(IEnumerable<Type> parts, HashSet<Type> underway) =>
        parts.Where(underway.Add)
            .Select(part => Verdicts.TryGetValue(part, out var verdict) ? verdict.Reason : Judge(part, underway).Reason)
            .FirstOrDefault(reason => reason is not null);

    /// <summary>Reason: why the type is refused, null when it is not. IsOpen: only the value itself can tell.</summary>
    internal readonly record struct Verdict(string? Reason, bool IsOpen = false);
}
