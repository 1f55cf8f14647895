using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace OrleansDrpc.Embedded;

/// <summary>What the attributes and the types of a grain method say, read once.</summary>
internal sealed class GrainMethod
{
    private readonly string _name;
    private readonly string? _refusal;

    internal GrainMethod(Type grainInterface, MethodInfo method, Type? resultType)
    {
        InterfaceType = grainInterface;
        MethodName = method.Name;
        _name = $"{grainInterface.Name}.{method.Name}";
        IsOneWay = method.ReturnType == typeof(void) || method.IsDefined(typeof(OneWayAttribute));
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute)) || IsStream(method.ReturnType);
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        ParameterNames = [.. method.GetParameters().Select(parameter => parameter.Name!)];
        _refusal = method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken))
            .Select(parameter => Describe($"parameter \"{parameter.Name}\"", WireTypes.Examine(parameter.ParameterType)))
            .Append(resultType is null ? null : Describe("the result", WireTypes.Examine(resultType)))
            .FirstOrDefault(refusal => refusal is not null);
        ResultNeedsCheck = resultType is not null && WireTypes.Examine(resultType).IsOpen;
    }

    private GrainMethod(string name, bool alwaysInterleave)
    {
        _name = name;
        MethodName = name;
        InterfaceType = typeof(void);
        ParameterNames = [];
        AlwaysInterleave = alwaysInterleave;
    }

    internal static GrainMethod Tick { get; } = new("timer", alwaysInterleave: false);

    internal static GrainMethod InterleavedTick { get; } = new("timer", alwaysInterleave: true);

    internal Type InterfaceType { get; }

    internal string MethodName { get; }

    internal bool IsOneWay { get; }

    internal bool AlwaysInterleave { get; }

    internal bool ReadOnly { get; }

    internal TimeSpan? Timeout { get; }

    internal bool ResultNeedsCheck { get; }

    private string[] ParameterNames { get; }

    public override string ToString() => _name;

    /// <summary>Called by proxies for an argument whose declared type leaves the actual one open.</summary>
    public static void CheckArgument(object? value, GrainMethod method, int position)
    {
        if (WireTypes.Refuse(value) is { } reason)
        {
            throw method.Refusal($"parameter \"{method.ParameterNames[position]}\"", reason);
        }
    }

    internal static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    internal Exception? RefusalOfResult(object? value) => WireTypes.Refuse(value) is { } reason ? Refusal("the result", reason) : null;

    internal void ThrowIfRefused()
    {
        if (_refusal is not null)
        {
            throw new CodecNotFoundException(_refusal);
        }
    }

    private CodecNotFoundException Refusal(string what, string reason) => new(Text(what, reason));

    private string? Describe(string what, WireTypes.Verdict verdict) => verdict.Reason is null ? null : Text(what, verdict.Reason);

    private string Text(string what, string reason) => $"Could not find a codec for {what} of {_name}: {reason}";
}
