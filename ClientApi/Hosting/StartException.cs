namespace OrleansDrpc.ClientApi;

/// <summary>Why the process cannot do what it was started for, in words for whoever started it.</summary>
internal sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code where something around the process is not as it should be: a port, a file.</summary>
    public const int Failed = 1;

    /// <summary>The exit code where the command line or a setting is wrong.</summary>
    public const int BadSettings = 2;

    public int ExitCode { get; } = exitCode;
}
