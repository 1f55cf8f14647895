namespace OrleansDrpc.ClientApi;

/// <summary>Why the process cannot do what it was started for, in words for whoever started it.</summary>
internal sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code where something around the process is not as it should be, a port or a file, or where a call failed.</summary>
    public const int Failed = 1;

    /// <summary>The exit code where the command line or a setting is wrong.</summary>
    public const int BadSettings = 2;

    /// <summary>The exit code where no server could be reached.</summary>
    public const int NotReached = 3;

    /// <summary>The exit code where the user stopped a command before it was done: as shells have it for Ctrl+C.</summary>
    public const int Interrupted = 130;

    public int ExitCode { get; } = exitCode;
}
