using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded;

/// <summary>A party that sends grain calls: a silo (for its grains and for other code in its host) or a client.</summary>
internal abstract class Caller
{
    protected Caller(IServiceProvider services, MessagingOptions options)
    {
        Services = services;
        Time = services.GetRequiredService<TimeProvider>();
        Outstanding = new OutstandingCalls(Time, options.ResponseTimeout);
        Factory = new GrainFactory(this);
    }

    internal IServiceProvider Services { get; }

    internal TimeProvider Time { get; }

    internal GrainFactory Factory { get; }

    internal OutstandingCalls Outstanding { get; }

    internal abstract Cluster Cluster { get; }

    /// <summary>Calls can be sent: false before the start and after the end of the silo or client.</summary>
    internal abstract bool IsRunning { get; }

    /// <summary>The silo that places the grain for this caller: itself, or one that a client goes through.</summary>
    internal abstract Silo EntryFor(GrainReference target);
}
