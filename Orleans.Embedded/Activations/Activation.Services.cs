using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

// What the grain gets from outside. A service scope is made only for a grain class that needs one.
internal sealed partial class Activation : IKeyedServiceProvider
{
    private ActivationId _activationId;
    private IServiceScope? _scope;
    private List<Silo>? _knownBy;                       // any thread, under lock

    // Made when first asked for: a new Guid costs more than the rest of a short-lived activation.
    public ActivationId ActivationId
    {
        get
        {
            lock (this)
            {
                return _activationId = _activationId.IsDefault ? ActivationId.NewId() : _activationId;
            }
        }
    }

    public GrainReference GrainReference => Hosted.Class.DefaultInterface.CreateReference(Silo, Hosted.Class, GrainId);

    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = Silo.Address };

    public IServiceProvider ActivationServices
    {
        get
        {
            _scope ??= Silo.Services.CreateScope();
            return this;
        }
    }

    private IServiceProvider Provider => _scope?.ServiceProvider ?? Silo.Services;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IGrainContext) ? this
        : serviceType == typeof(IServiceProvider) ? ActivationServices
        : Provider.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => ((IKeyedServiceProvider)Provider).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Provider.GetRequiredKeyedService(serviceType, serviceKey);

    /// <summary>Notes that a silo keeps this activation in its cache of locations; false when it is too late.</summary>
    internal bool AddKnownBy(Silo silo)
    {
        lock (this)
        {
            if (_state == ActivationState.Ended || IsKilled)
            {
                return false;
            }

            (_knownBy ??= []).Add(silo);
            return true;
        }
    }

    internal void ForgetEverywhere()
    {
        List<Silo>? knownBy;
        lock (this)
        {
            (knownBy, _knownBy) = (_knownBy, null);
        }

        knownBy?.ForEach(silo => silo.ForgetLocation(this));
    }

    private Task DisposeInstance() => GrainInstance is IAsyncDisposable or IDisposable || _scope is not null ? DisposeAll() : Task.CompletedTask;

    private async Task DisposeAll()
    {
        try
        {
            switch (GrainInstance)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        finally
        {
            if (_scope is IAsyncDisposable scope)
            {
                await scope.DisposeAsync();
            }
        }
    }
}
