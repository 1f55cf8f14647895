#pragma warning disable
using Orleans.Runtime;
using Orleans;
namespace OrleansDrpc.Embedded;
internal sealed class Caller { public IGrainFactory Factory => null!; }
internal sealed class GrainInterface { public Type Type; public static GrainInterface Of(Type t) => null!; public GrainReference CreateReference(Caller c, GrainId id) => null!; }
internal sealed class Activation : IGrainContext {
  public static Activation? Current => null;
  public Caller Silo => null!;
  public IGrainTimer RegisterTimer(Func<CancellationToken, Task> c, GrainTimerCreationOptions o) => throw new NotImplementedException();
  public void DelayDeactivation(TimeSpan t) {}
    public GrainReference GrainReference => throw new NotImplementedException();
    public GrainId GrainId => throw new NotImplementedException();
    public object? GrainInstance => throw new NotImplementedException();
    public ActivationId ActivationId => throw new NotImplementedException();
    public GrainAddress Address => throw new NotImplementedException();
    public IServiceProvider ActivationServices => throw new NotImplementedException();
    public Task Deactivated => throw new NotImplementedException();
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
internal static class SiloServices { public static void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection s) {} }
internal static class ClientServices { public static void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection s) {} }
