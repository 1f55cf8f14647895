using System.Reflection;
using System.Reflection.Emit;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>
/// Generates the proxy class of a grain interface, once: a subclass of GrainReference whose methods put their arguments into a call object.
/// Each proxy has an assembly of its own, because the access rights of an assembly are fixed when its first type is loaded.
/// </summary>
internal static class ProxyBuilder
{
    private static readonly Type[] ConstructorParameters = [typeof(Caller), typeof(GrainInterface), typeof(GrainClass), typeof(GrainId)];

    internal static Func<Caller, GrainInterface, GrainClass, GrainId, GrainReference> Build(Type grainInterface)
    {
        var methods = Methods(grainInterface);
        var module = DefineModule(grainInterface, methods);
        var proxy = module.DefineType(
            $"{grainInterface.Name}Proxy", TypeAttributes.Class | TypeAttributes.Sealed | TypeAttributes.Public, typeof(GrainReference), [grainInterface]);
        var constructor = DefineConstructor(proxy);
        var calls = new List<(Type Call, GrainMethod Method)>();
        foreach (var method in methods)
        {
            var call = new CallBuilder(module, method, $"{grainInterface.Name}_{method.Name}_{calls.Count}");
            call.ImplementMethod(proxy);
            calls.Add((call.Type, call.Method));
        }

        DefineCreate(proxy, constructor);
        foreach (var (call, method) in calls)
        {
            call.GetField(CallBuilder.MethodField)!.SetValue(null, method);
        }

        return proxy.CreateType().GetMethod("Create")!.CreateDelegate<Func<Caller, GrainInterface, GrainClass, GrainId, GrainReference>>();
    }

    private static List<MethodInfo> Methods(Type grainInterface) =>
        [.. grainInterface.GetInterfaces().Append(grainInterface).SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))];

    private static ModuleBuilder DefineModule(Type grainInterface, IEnumerable<MethodInfo> methods)
    {
        var name = $"OrleansDrpc.Proxies.{grainInterface.Name}";
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run);
        var attribute = typeof(System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
        var used = methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Concat(grainInterface.GetInterfaces()).Append(grainInterface).Append(typeof(GrainReference))
            .SelectMany(Parts).Select(type => type.Assembly.GetName().Name!).Distinct();
        foreach (var target in used)
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute, [target]));
        }

        return assembly.DefineDynamicModule(name);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        (type.HasElementType ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts)).Append(type);

    private static ConstructorBuilder DefineConstructor(TypeBuilder proxy)
    {
        var constructor = proxy.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, ConstructorParameters);
        var il = constructor.GetILGenerator();
        LoadArguments(il, first: 0, count: 5);
        il.Emit(OpCodes.Call, typeof(GrainReference).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, ConstructorParameters)!);
        il.Emit(OpCodes.Ret);
        return constructor;
    }

    private static void DefineCreate(TypeBuilder proxy, ConstructorBuilder constructor)
    {
        var create = proxy.DefineMethod("Create", MethodAttributes.Public | MethodAttributes.Static, typeof(GrainReference), ConstructorParameters);
        var il = create.GetILGenerator();
        LoadArguments(il, first: 0, count: 4);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
    }

    private static void LoadArguments(ILGenerator il, int first, int count)
    {
        for (var index = first; index < count; index++)
        {
            il.Emit(OpCodes.Ldarg, index);
        }
    }
}
