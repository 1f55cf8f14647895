using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansDrpc.Storage.Tests;

/// <summary>This test program in a process of its own that writes requests until it is killed.</summary>
internal sealed class WriterProcess : IDisposable
{
    public const string Argument = "--write-requests";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _lines;

    /// <param name="directory">Where it writes.</param>
    /// <param name="lines">After how many lines it has said enough.</param>
    public WriterProcess(string directory, int lines)
    {
        _lines = lines;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(WriterProcess).Assembly.Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(directory);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>What it said, in order.</summary>
    public IReadOnlyCollection<string> Said => _said;

    public Task SaidEnough => _enough.Task.Within($"{_lines} lines of the writing process");

    /// <summary>Ends it at once; ends when all it said was heard.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async Task<int> EndAsync()
    {
        await _ended.Task.Within("the writing process to end");
        await _process.WaitForExitAsync().Within("the writing process to end");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _ended.TrySetResult();
            return;
        }

        _said.Enqueue(line);
        if (_said.Count >= _lines)
        {
            _enough.TrySetResult();
        }
    }
}
