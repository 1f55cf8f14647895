namespace OrleansDrpc.Storage;

/// <summary>The place of a request among others: by time, then by id.</summary>
internal readonly record struct OrderKey(long Submitted, RequestId Id) : IComparable<OrderKey>
{
    public static OrderKey First { get; } = new(long.MinValue, new RequestId(Guid.Empty));

    public int CompareTo(OrderKey other)
    {
        var byTime = Submitted.CompareTo(other.Submitted);
        return byTime != 0 ? byTime : Id.Value.CompareTo(other.Id.Value);
    }
}
