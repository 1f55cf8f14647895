using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes the store of durable requests.</summary>
internal interface IRequestStoreFactory
{
    /// <summary>Whether there is none.</summary>
    bool IsOff { get; }

    /// <summary>Whether there is nothing in it and nobody has asked for it by name, so that it can wait until it is needed.</summary>
    bool CanWait { get; }

    /// <summary>A store that is not open.</summary>
    IRequestStore Create();
}
