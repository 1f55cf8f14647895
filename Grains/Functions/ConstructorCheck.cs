using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>Finds stages that dependency injection could not create, before a request does.</summary>
internal static class ConstructorCheck
{
    public static IEnumerable<string> Mistakes(DrpcFunction function, IServiceProviderIsService known)
    {
        foreach (var stage in function.Plan.Stages.Where(stage => stage.ImplementationType is not null))
        {
            var type = stage.ImplementationType!;
            var constructors = type.GetConstructors();
            if (constructors.Length > 1 && FactoryMistake(type) is { } mistake)
            {
                yield return $"Function '{function.Name}', stage '{stage.Name}': {mistake}";
            }
            else if (type.IsAbstract || constructors.Length == 0)
            {
                yield return $"Function '{function.Name}', stage '{stage.Name}': {type} has no public constructor.";
            }
            else if (constructors is [var only])
            {
                foreach (var missing in only.GetParameters().Where(p => !p.HasDefaultValue && !IsKnown(p, known)))
                {
                    yield return $"Function '{function.Name}', stage '{stage.Name}': {TypeNames.Of(type)} wants a {TypeNames.Of(missing.ParameterType)} "
                        + $"('{missing.Name}'), which is no service of the silo; register it with its services.";
                }
            }
        }
    }

    private static bool IsKnown(ParameterInfo parameter, IServiceProviderIsService known) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? known is IServiceProviderIsKeyedService services && services.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known.IsService(parameter.ParameterType);

    private static string? FactoryMistake(Type type)
    {
        try
        {
            ActivatorUtilities.CreateFactory(type, []);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"{TypeNames.Of(type)} has several public constructors, and which to use cannot be told ({e.Message}); "
                + "mark one with [ActivatorUtilitiesConstructor], or create it by a lambda.";
        }
    }
}
