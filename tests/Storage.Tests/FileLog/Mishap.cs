namespace OrleansDrpc.Storage.Tests;

/// <summary>What ends the use of a simulated disk.</summary>
internal enum Mishap
{
    /// <summary>Only what is on the disk is found again.</summary>
    PowerFailure,

    /// <summary>What the process wrote is found again, although not all of it is on the disk.</summary>
    Death,

    /// <summary>The disk cannot write something once; the process finds it out and is started anew.</summary>
    FailedFlush,
}
