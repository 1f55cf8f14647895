namespace OrleansDrpc;

/// <summary>
/// An order with its ties broken, so that the answer does not depend on which item arrived first: numbers, strings, dates and the like by
/// their own order, items of other types by their JSON text. Items that still tie are the same to any caller.
/// </summary>
internal sealed class TotalOrder<T>(IComparer<T> order) : IComparer<T>
{
    private static readonly bool IsSimple = StableHash.Supports(typeof(T));

    public int Compare(T? x, T? y)
    {
        var result = order.Compare(x, y);
        if (result != 0)
        {
            return result;
        }

        return IsSimple ? NaturalOrder.Compare(x, y) : string.CompareOrdinal(DrpcText.From(x), DrpcText.From(y));
    }
}
