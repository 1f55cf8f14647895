using System.Reflection;
using System.Reflection.Emit;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>How a return type is carried: which value the call has, and the conversions on the grain's side and on the caller's side.</summary>
internal sealed class ResultShape
{
    private readonly MethodInfo? _fromGrain;
    private readonly MethodInfo _send;

    private ResultShape(Type value, string? fromGrain, string send)
    {
        Value = value;
        _fromGrain = fromGrain is null ? null : Find(fromGrain);
        _send = Find(send);
    }

    internal Type Value { get; }

    internal bool IsStream => _send.Name == nameof(Router.Stream);

    internal static ResultShape Of(Type returnType)
    {
        var value = returnType.IsGenericType ? returnType.GetGenericArguments()[0] : typeof(Nothing);
        return returnType switch
        {
            _ when returnType == typeof(void) => new(value, nameof(FromVoid), nameof(SendVoid)),
            _ when returnType == typeof(Task) => new(value, nameof(FromTask), nameof(Router.Send)),
            _ when returnType == typeof(ValueTask) => new(value, nameof(FromValueTask), nameof(SendValueTask)),
            _ when returnType == typeof(Task<>).MakeGenericType(value) => new(value, nameof(FromTaskOf), nameof(Router.Send)),
            _ when returnType == typeof(ValueTask<>).MakeGenericType(value) => new(value, null, nameof(SendValueTaskOf)),
            _ when returnType == typeof(IAsyncEnumerable<>).MakeGenericType(value) => new(value, null, nameof(Router.Stream)),
            _ => throw new InvalidOperationException(
                $"A grain method cannot return {returnType}: use void, Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>."),
        };
    }

    /// <summary>What the grain returned is on the stack; leaves what Invoke returns.</summary>
    internal void EmitResult(ILGenerator il)
    {
        if (_fromGrain is not null)
        {
            il.Emit(OpCodes.Call, _fromGrain);
        }
    }

    /// <summary>The reference and the call are on the stack; leaves what the interface method returns.</summary>
    internal void EmitSend(ILGenerator il) => il.Emit(OpCodes.Call, _send);

    private static ValueTask<Nothing> FromVoid() => default;

    private static ValueTask<Nothing> FromTask(Task task) => Nothing.From(task);

    private static ValueTask<Nothing> FromValueTask(ValueTask task) => Nothing.From(task.AsTask());

    private static ValueTask<T> FromTaskOf<T>(Task<T> task) => new(task);

    private static void SendVoid(GrainReference target, ValueCall<Nothing> call) => Router.Send(target, call);

    private static ValueTask SendValueTask(GrainReference target, ValueCall<Nothing> call) => new(Router.Send(target, call));

    private static ValueTask<T> SendValueTaskOf<T>(GrainReference target, ValueCall<T> call) => new(Router.Send(target, call));

    private MethodInfo Find(string name)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.NonPublic;
        var method = typeof(ResultShape).GetMethod(name, Static) ?? typeof(Router).GetMethod(name, Static)!;
        return method.IsGenericMethodDefinition ? method.MakeGenericMethod(Value) : method;
    }
}
