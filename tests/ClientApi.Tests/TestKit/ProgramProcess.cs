using System.Diagnostics;
using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>A program of this project as users start it: a process of its own, from the build's output. Disposal kills it.</summary>
internal abstract class ProgramProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _banner;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="assembly">Its file.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="banner">How the last line of what it says first begins.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    /// <param name="directory">Where it runs; null: where the tests are.</param>
    protected ProgramProcess(
        string assembly, IEnumerable<string> arguments, string banner, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        _banner = banner;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        Run();
    }

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>What it complains about, without what the engine has to say.</summary>
    public IEnumerable<string> Complaints =>
        Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains(" Orleans.Runtime.", StringComparison.Ordinal));

    /// <summary>The memory that it has now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Waits until it says that it is there.</summary>
    public Task<string> StartedAsync() => _started.Task.Within($"the banner; so far: {Output}{Error}");

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within($"the process to end; so far: {Output}{Error}");
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as service managers do.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>Lets nothing of it run until <see cref="Resume"/>.</summary>
    public void Freeze() => Signal("-STOP");

    public void Resume() => Signal("-CONT");

    /// <summary>Ends it at once, without a chance to say or do anything more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within("the process to end");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) =>
        {
            var output = Append(_output, line.Data);
            if (line.Data?.StartsWith(_banner, StringComparison.Ordinal) == true)
            {
                _started.TrySetResult(output);
            }
        };
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _started.TrySetException(new InvalidOperationException($"The process has ended: {Output}{Error}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static string Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            return line is null ? text.ToString() : text.Append(line).Append('\n').ToString();
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
