using System.Reflection;
using System.Reflection.Emit;

namespace OrleansDrpc.Embedded;

/// <summary>How a return type is carried: which value the call has, and the conversions on the grain's side and on the caller's side.</summary>
internal sealed class ResultShape
{
    private readonly Type _returnType;

    private ResultShape(Type returnType, Type value, bool isStream)
    {
        _returnType = returnType;
        Value = value;
        IsStream = isStream;
    }

    internal Type Value { get; }

    internal bool IsStream { get; }

    internal static ResultShape Of(Type returnType)
    {
        if (returnType == typeof(void) || returnType == typeof(Task) || returnType == typeof(ValueTask))
        {
            return new ResultShape(returnType, typeof(Nothing), isStream: false);
        }

        var definition = returnType.IsGenericType ? returnType.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>))
        {
            return new ResultShape(returnType, returnType.GetGenericArguments()[0], definition == typeof(IAsyncEnumerable<>));
        }

        throw new InvalidOperationException(
            $"A grain method cannot return {returnType}: use void, Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.");
    }

    /// <summary>What the grain returned is on the stack; leaves what Invoke returns.</summary>
    internal void EmitResult(ILGenerator il)
    {
        if (IsStream || _returnType == typeof(ValueTask<>).MakeGenericType(Value))
        {
            return;
        }

        if (_returnType == typeof(void))
        {
            var nothing = il.DeclareLocal(typeof(ValueTask<Nothing>));
            il.Emit(OpCodes.Ldloca, nothing);
            il.Emit(OpCodes.Initobj, typeof(ValueTask<Nothing>));
            il.Emit(OpCodes.Ldloc, nothing);
        }
        else if (Value == typeof(Nothing))
        {
            il.Emit(OpCodes.Call, typeof(Nothing).GetMethod(nameof(Nothing.From), [_returnType])!);
        }
        else
        {
            il.Emit(OpCodes.Newobj, typeof(ValueTask<>).MakeGenericType(Value).GetConstructor([_returnType])!);
        }
    }

    /// <summary>The reference and the call are on the stack; leaves what the interface method returns.</summary>
    internal void EmitSend(ILGenerator il)
    {
        var name = IsStream ? nameof(Router.Stream) : nameof(Router.Send);
        il.Emit(OpCodes.Call, typeof(Router).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(Value));
        if (_returnType == typeof(void))
        {
            il.Emit(OpCodes.Pop);
        }
        else if (_returnType == typeof(ValueTask))
        {
            il.Emit(OpCodes.Newobj, typeof(ValueTask).GetConstructor([typeof(Task)])!);
        }
        else if (_returnType.IsValueType)
        {
            il.Emit(OpCodes.Newobj, _returnType.GetConstructor([typeof(Task<>).MakeGenericType(Value)])!);
        }
    }
}
