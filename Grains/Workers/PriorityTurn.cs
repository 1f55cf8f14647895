namespace OrleansDrpc;

/// <summary>
/// Whose turn it is where requests of both priorities wait: interactive ones go before batch ones, but one turn in eight is the batch ones', so
/// that they get on, however many interactive ones there are. Not thread-safe.
/// </summary>
internal struct PriorityTurn
{
    private const int InteractiveInARow = 7;
    private int _inARow;

    /// <summary>Which priority has the next turn.</summary>
    /// <param name="interactive">How many interactive requests wait.</param>
    /// <param name="batch">How many batch requests wait.</param>
    public readonly RequestPriority Next(int interactive, int batch) =>
        batch > 0 && (interactive == 0 || _inARow >= InteractiveInARow) ? RequestPriority.Batch : RequestPriority.Interactive;

    /// <summary>A request has had its turn.</summary>
    public void Took(RequestPriority priority) => _inARow = priority == RequestPriority.Batch ? 0 : Math.Min(_inARow + 1, InteractiveInARow);
}
