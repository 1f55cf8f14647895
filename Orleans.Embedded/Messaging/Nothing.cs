namespace OrleansDrpc.Embedded;

/// <summary>The value of a call that has none.</summary>
internal readonly struct Nothing
{
    internal static async ValueTask<Nothing> From(Task task)
    {
        await task;
        return default;
    }
}
