using Microsoft.Extensions.DependencyInjection;

namespace OrleansDrpc;

/// <summary>What a silo's host says about its functions.</summary>
public sealed class DrpcBuilder
{
    internal DrpcBuilder(IServiceCollection services) => Services = services;

    /// <summary>The silo's services, from which stages and aggregators are created.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a function. Every silo of a cluster must register the same.</summary>
    /// <exception cref="InvalidFunctionException">The definition has mistakes.</exception>
    public DrpcBuilder AddFunction(DrpcFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var mistakes = PlanValidator.Mistakes(function);
        if (mistakes.Count > 0)
        {
            throw new InvalidFunctionException(function.Name, [.. mistakes]);
        }

        Services.AddSingleton(function);
        return this;
    }

    /// <summary>Changes options in code, over what the configuration says.</summary>
    public DrpcBuilder Configure(Action<DrpcOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }
}
