namespace OrleansDrpc.Interop.Tests;

/// <summary>Programs of this machine that run to their end.</summary>
internal static class Tool
{
    public static bool IsOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <exception cref="InvalidOperationException">It has failed; the message has its output.</exception>
    public static async Task RunAsync(Command command)
    {
        var (exitCode, output) = await EndAsync(command);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{command} ended with {exitCode}:\n{output}");
        }
    }

    public static async Task<bool> SucceedsAsync(Command command) => (await EndAsync(command)).ExitCode == 0;

    private static async Task<(int ExitCode, string Output)> EndAsync(Command command)
    {
        using var process = command.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().Within($"{command} to end");
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
