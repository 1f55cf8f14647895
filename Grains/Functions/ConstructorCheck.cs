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
            if (type.IsAbstract || constructors.Length == 0)
            {
                yield return $"Function '{function.Name}', stage '{stage.Name}': {type} has no public constructor.";
            }
            else if (constructors is [var only])
            {
                foreach (var missing in only.GetParameters().Where(p => !p.HasDefaultValue && !known.IsService(p.ParameterType)))
                {
                    yield return $"Function '{function.Name}', stage '{stage.Name}': {TypeNames.Of(type)} wants a {TypeNames.Of(missing.ParameterType)} "
                        + $"('{missing.Name}'), which is no service of the silo; register it with its services.";
                }
            }
        }
    }
}
