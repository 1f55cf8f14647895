namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Where so many calls wait until all of them are there; those that come later pass.</summary>
internal sealed class Meeting(int expected)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _there;

    public Task JoinAsync()
    {
        if (Interlocked.Increment(ref _there) == expected)
        {
            _all.SetResult();
        }

        return _all.Task.Within($"{expected} calls at once");
    }
}
