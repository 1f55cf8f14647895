namespace OrleansDrpc.Storage;

/// <summary>What memory holds of a request: all of an open one, and of an ended one what decides whether it is meant, and where the rest is.</summary>
internal sealed record Entry
{
    public required RequestId Id { get; init; }

    public required string Function { get; init; }

    public string? Key { get; init; }

    /// <summary>In ticks.</summary>
    public required long Submitted { get; init; }

    public RequestStatus Status { get; init; }

    /// <summary>In ticks; 0: it is open.</summary>
    public long Ended { get; init; }

    public CallbackState Callback { get; init; }

    public int CallbackTries { get; init; }

    public bool IsOwned { get; init; }

    /// <summary>See <see cref="NewRequest.IsCall"/>.</summary>
    public bool IsCall { get; init; }

    /// <summary>An open request as it stands; null: it has its outcome.</summary>
    public StoredRequest? Open { get; init; }

    public Location Added { get; init; }

    /// <summary>Of its last open or ended record; nowhere: it has only the first one.</summary>
    public Location State { get; init; }

    public Location CallbackAt { get; init; }

    public OrderKey Order => new(Submitted, Id);

    /// <summary>Somebody must do something for it.</summary>
    public bool IsDue => Status == RequestStatus.Open || Callback == CallbackState.Pending;

    /// <param name="request">A new request.</param>
    /// <param name="function">The shared name of its function.</param>
    /// <param name="added">Where it is.</param>
    public static Entry Of(NewRequest request, string function, Location added) => new()
    {
        Id = request.Id,
        Function = function,
        Key = request.IdempotencyKey,
        Submitted = request.Submitted.UtcTicks,
        Callback = request.Callback is null ? CallbackState.None : CallbackState.Pending,
        IsCall = request.IsCall,
        Added = added,
    };

    /// <summary>Where its record of a kind is.</summary>
    public Location LocationOf(RecordKind kind) => kind switch
    {
        RecordKind.Added or RecordKind.Letter => Added,
        RecordKind.Callback => CallbackAt,
        _ => State,
    };

    public Entry WithLocation(RecordKind kind, Location location) => kind switch
    {
        RecordKind.Added or RecordKind.Letter => this with { Added = location },
        RecordKind.Callback => this with { CallbackAt = location },
        _ => this with { State = location },
    };
}
