namespace OrleansDrpc.Storage.Tests;

/// <summary>A disk could not write what a flush was to bring to it.</summary>
internal sealed class FlushException() : IOException("Input/output error.");
