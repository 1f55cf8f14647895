namespace OrleansDrpc.Storage.Tests;

/// <summary>What is done to a simulated disk.</summary>
internal enum DiskStep
{
    Create,
    Write,
    Truncate,
    Flush,
    Rename,
    Delete,
    FlushNames,
}
