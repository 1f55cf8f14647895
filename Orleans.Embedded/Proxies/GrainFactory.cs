using Orleans;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

internal sealed class GrainFactory(Caller caller) : IClusterClient
{
    public IServiceProvider ServiceProvider => caller.Services;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => Get<TGrainInterface>(GrainKeys.From(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => Get<TGrainInterface>(GrainKeys.From(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => Get<TGrainInterface>(GrainKeys.From(primaryKey), grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => Get(grainInterfaceType, typeof(IGrainWithGuidKey), GrainKeys.From(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => Get(grainInterfaceType, typeof(IGrainWithIntegerKey), GrainKeys.From(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => Get(grainInterfaceType, typeof(IGrainWithStringKey), GrainKeys.From(grainPrimaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)GrainInterface.For<TGrainInterface>.Instance.CreateReference(caller, GrainClasses.Named(grainId.Type), grainId);

    private T Get<T>(IdSpan key, string? prefix) => (T)(object)GrainInterface.For<T>.Instance.CreateReference(caller, key, prefix);

    private IGrain Get(Type grainInterface, Type keyInterface, IdSpan key) =>
        keyInterface.IsAssignableFrom(grainInterface)
            ? (IGrain)(object)GrainInterface.Of(grainInterface).CreateReference(caller, key, null)
            : throw new ArgumentException($"Cannot obtain a reference to {grainInterface}: it does not implement {keyInterface.Name}.");
}
