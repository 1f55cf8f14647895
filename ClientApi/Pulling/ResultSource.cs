namespace OrleansDrpc.ClientApi;

/// <summary>Over which connection the result of a request may come.</summary>
public enum ResultSource
{
    /// <summary>Over the one that fetched the request, and no other.</summary>
    LeaseHolder,

    /// <summary>Over any that knows the id: Storm's own topologies answer over a connection that never fetches (<c>ReturnResults</c>).</summary>
    AnyConnection,
}
