namespace OrleansDrpc;

/// <summary>
/// A sum of doubles that keeps apart what rounding takes from it (Neumaier 1974), so that its error does not grow with the number of items
/// and the way they were shared out over partitions hardly shows.
/// </summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    // Of an infinite or undefined sum the lost part is undefined, too.
    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    public void Add(double item)
    {
        var sum = _sum + item;
        _lost += Math.Abs(_sum) >= Math.Abs(item) ? _sum - sum + item : item - sum + _sum;
        _sum = sum;
    }

    public void Add(CompensatedSum part)
    {
        Add(part._sum);
        _lost += part._lost;
    }
}
