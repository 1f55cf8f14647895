namespace OrleansDrpc.Embedded;

/// <summary>The value of a call that has none.</summary>
internal readonly struct Nothing
{
    public static ValueTask<Nothing> From(Task task) => task.IsCompletedSuccessfully ? default : Wait(task);

    public static ValueTask<Nothing> From(ValueTask task) => task.IsCompletedSuccessfully ? default : Wait(task.AsTask());

    private static async ValueTask<Nothing> Wait(Task task)
    {
        await task;
        return default;
    }
}
