namespace OrleansDrpc.Storage;

/// <summary>The place of a request among others: by time, then by id.</summary>
internal readonly record struct OrderKey(long Time, RequestId Id) : IComparable<OrderKey>
{
    public static OrderKey First { get; } = new(long.MinValue, new RequestId(Guid.Empty));

    public int CompareTo(OrderKey other)
    {
        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Id.Value.CompareTo(other.Id.Value);
    }
}
