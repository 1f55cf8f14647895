using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>The front door as users start it: a process of its own, from the build's output.</summary>
internal sealed partial class FrontDoorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _banner = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FrontDoorProcess(Process process) => _process = process;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static FrontDoorProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansDrpc.ClientApi.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Several of them may run on this machine at once.
        start.Environment["FrontDoor__ThriftPort"] = "0";
        start.Environment["FrontDoor__InvocationsPort"] = "0";
        start.Environment["Requests__Store"] = "None";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var door = new FrontDoorProcess(new Process { StartInfo = start });
        door.Run();
        return door;
    }

    /// <summary>Waits until it says that it is there.</summary>
    public Task<string> StartedAsync() => _banner.Task.Within($"the banner; so far: {Output}{Error}");

    /// <summary>Waits until it says that it is there.</summary>
    public async Task<HttpClient> ServingAsync()
    {
        var banner = await StartedAsync();
        return new HttpClient { BaseAddress = new Uri(Address().Match(banner).Value), Timeout = Waits.Limit };
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within($"the process to end; so far: {Output}{Error}");
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as service managers do.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it without warning.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within("the killed process to end");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync().Within("the process to end");
        }

        _process.Dispose();
    }

    private void Run()
    {
        _process.OutputDataReceived += (_, line) =>
        {
            var output = Append(_output, line.Data);
            if (line.Data?.StartsWith("Ctrl+C", StringComparison.Ordinal) == true)
            {
                _banner.TrySetResult(output);
            }
        };
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _banner.TrySetException(new InvalidOperationException($"The process has ended: {Output}{Error}"));
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

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Address();
}
