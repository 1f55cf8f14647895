using System.Diagnostics;

namespace OrleansDrpc.Interop.Tests;

/// <summary>A program to be started.</summary>
/// <param name="Program">A path, or a name on the PATH.</param>
/// <param name="Arguments">What it is told.</param>
internal sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public Command With(params IReadOnlyList<string> more) => this with { Arguments = [.. Arguments, .. more] };

    /// <summary>Starts it with its output redirected.</summary>
    public Process Start()
    {
        var start = new ProcessStartInfo(Program, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public override string ToString() => string.Join(' ', Arguments.Prepend(Program));
}
