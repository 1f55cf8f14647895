namespace OrleansDrpc.Hosting.Tests;

/// <summary>A function whose calls wait until they are let go, each by its argument.</summary>
internal sealed class HeldCalls
{
    public const string Name = "hold";
    private readonly Watched _state = new();
    private readonly HashSet<string> _free = [];
    private readonly List<string> _started = [];
    private readonly List<string> _cancelled = [];
    private bool _allFree;
    private int _running;
    private int _most;

    public DrpcFunction<string, string> Function => DrpcFunction.Named(Name).Takes<string>().Stage<string>(RunAsync, parallelism: 64).Returns();

    /// <summary>How many ran at once, at the most.</summary>
    public int Most => _state.Read(() => _most);

    public int Started => _state.Read(() => _started.Count);

    public Task UntilStarted(int count) => _state.Until(() => _started.Count >= count, $"{count} calls of '{Name}' to start");

    public Task UntilCancelled(string argument) => _state.Until(() => _cancelled.Contains(argument), $"call '{argument}' to be cancelled");

    public void Free(string argument) => _state.Change(() => _free.Add(argument));

    public void FreeAll() => _state.Change(() => _allFree = true);

    private async ValueTask RunAsync(string argument, IEmitter<string> output, CancellationToken cancellationToken)
    {
        _state.Change(() =>
        {
            _started.Add(argument);
            _most = Math.Max(_most, ++_running);
        });
        try
        {
            while (true)
            {
                var changed = _state.Changed;
                if (_state.Read(() => _allFree || _free.Contains(argument)))
                {
                    break;
                }

                await changed.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _state.Change(() => _cancelled.Add(argument));
            throw;
        }
        finally
        {
            _state.Change(() => _running--);
        }

        await output.EmitAsync($"held {argument}", cancellationToken);
    }
}
