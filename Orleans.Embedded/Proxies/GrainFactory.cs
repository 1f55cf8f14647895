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

    private T Get<T>(IdSpan key, string? prefix)
    {
        var grainInterface = GrainInterface.For<T>.Instance;
        var grainClass = grainInterface.Class(prefix);
        return (T)(object)grainInterface.CreateReference(caller, grainClass, new GrainId(grainClass.GrainType, key));
    }
}
