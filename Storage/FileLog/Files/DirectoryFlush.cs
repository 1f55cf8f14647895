using System.Runtime.InteropServices;

namespace OrleansDrpc.Storage;

/// <summary>Brings the names of a directory to the disk, which .NET has no method for.</summary>
internal static class DirectoryFlush
{
    public static void Flush(string directory)
    {
        // Windows writes names through by itself, and does not open directories this way.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, 0);
        if (descriptor < 0)
        {
            throw Failure("open", directory);
        }

        try
        {
            if (Flush(descriptor) != 0)
            {
                throw Failure("flush", directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string what, string directory) =>
        new($"Could not {what} the directory {directory}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
