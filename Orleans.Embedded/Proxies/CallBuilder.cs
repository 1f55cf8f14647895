using System.Reflection;
using System.Reflection.Emit;

namespace OrleansDrpc.Embedded;

/// <summary>Generates, for one method of a grain interface, its call class and the proxy method that fills and sends it.</summary>
internal sealed class CallBuilder
{
    internal const string MethodField = "Descriptor";

    private readonly MethodInfo _method;
    private readonly Type[] _parameters;
    private readonly Type _baseType;
    private readonly TypeBuilder _type;
    private readonly FieldBuilder _descriptor;
    private readonly ConstructorBuilder _constructor;
    private readonly FieldBuilder?[] _arguments;

    internal CallBuilder(ModuleBuilder module, MethodInfo method, string name)
    {
        _method = method;
        _parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        Validate();
        var shape = ResultShape.Of(method.ReturnType);
        Method = new GrainMethod(method.DeclaringType!, method, shape.Value == typeof(Nothing) ? null : shape.Value);
        _baseType = (shape.IsStream ? typeof(StreamSource<>) : typeof(ValueCall<>)).MakeGenericType(shape.Value);
        _type = module.DefineType(name, TypeAttributes.Class | TypeAttributes.Sealed | TypeAttributes.Public, _baseType);
        _descriptor = _type.DefineField(MethodField, typeof(GrainMethod), FieldAttributes.Public | FieldAttributes.Static);
        _arguments = [.. _parameters.Select((parameter, index) =>
            IsToken(parameter) ? null : _type.DefineField($"Argument{index}", parameter, FieldAttributes.Public))];
        _constructor = _type.DefineDefaultConstructor(MethodAttributes.Public);
        OverrideMethod();
        OverrideInvoke(shape);
        Type = _type.CreateType();
    }

    internal Type Type { get; }

    internal GrainMethod Method { get; }

    internal void ImplementMethod(TypeBuilder proxy)
    {
        var implementation = proxy.DefineMethod(
            $"{_method.DeclaringType!.FullName}.{_method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            _method.ReturnType, _parameters);
        var il = implementation.GetILGenerator();
        var call = il.DeclareLocal(_type);
        il.Emit(OpCodes.Newobj, _constructor);
        il.Emit(OpCodes.Stloc, call);
        for (var index = 0; index < _parameters.Length; index++)
        {
            StoreArgument(il, call, index);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, call);
        ResultShape.Of(_method.ReturnType).EmitSend(il);
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(implementation, _method);
    }

    private static bool IsToken(Type type) => type == typeof(CancellationToken);

    private void Validate()
    {
        var problem = _method.IsSpecialName ? "properties and events cannot be called"
            : _method.IsGenericMethod ? "generic methods are not supported by the embedded engine"
            : _parameters.Any(parameter => parameter.IsByRef) ? "ref, in and out parameters cannot be sent"
            : _parameters.Count(IsToken) > 1 ? "at most one CancellationToken is allowed"
            : null;
        if (problem is not null)
        {
            throw new InvalidOperationException($"{_method.DeclaringType}.{_method.Name} cannot be a grain method: {problem}.");
        }
    }

    private void StoreArgument(ILGenerator il, LocalBuilder call, int index)
    {
        if (!IsToken(_parameters[index]) && WireTypes.Examine(_parameters[index]) is { IsOpen: true, Reason: null })
        {
            il.Emit(OpCodes.Ldarg, index + 1);
            il.Emit(OpCodes.Ldsfld, _descriptor);
            il.Emit(OpCodes.Ldc_I4, index);
            il.Emit(OpCodes.Call, typeof(GrainMethod).GetMethod(nameof(GrainMethod.CheckArgument))!);
        }

        il.Emit(OpCodes.Ldloc, call);
        il.Emit(OpCodes.Ldarg, index + 1);
        if (_arguments[index] is { } field)
        {
            il.Emit(OpCodes.Stfld, field);
        }
        else
        {
            il.Emit(OpCodes.Call, _baseType.GetProperty(nameof(GrainCall.CallerToken))!.SetMethod!);
        }
    }

    private void OverrideMethod()
    {
        var getter = Override(_baseType.GetProperty(nameof(GrainCall.Method))!.GetMethod!, []);
        getter.Emit(OpCodes.Ldsfld, _descriptor);
        getter.Emit(OpCodes.Ret);
    }

    private void OverrideInvoke(ResultShape shape)
    {
        var il = Override(_baseType.GetMethod("Invoke")!, [typeof(object)]);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, _method.DeclaringType!);
        for (var index = 0; index < _parameters.Length; index++)
        {
            il.Emit(OpCodes.Ldarg_0);
            if (_arguments[index] is { } field)
            {
                il.Emit(OpCodes.Ldfld, field);
            }
            else
            {
                il.Emit(OpCodes.Call, _baseType.GetProperty(nameof(GrainCall.CalleeToken))!.GetMethod!);
            }
        }

        il.Emit(OpCodes.Callvirt, _method);
        shape.EmitResult(il);
        il.Emit(OpCodes.Ret);
    }

    private ILGenerator Override(MethodInfo baseMethod, Type[] parameters)
    {
        var method = _type.DefineMethod(
            baseMethod.Name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, baseMethod.ReturnType, parameters);
        _type.DefineMethodOverride(method, baseMethod);
        return method.GetILGenerator();
    }
}
