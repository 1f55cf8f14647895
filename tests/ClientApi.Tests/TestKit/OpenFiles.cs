using System.Text.RegularExpressions;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>How many files, and so connections, a process may have open. The runtime raises the soft limit to the hard one by itself.</summary>
internal static partial class OpenFiles
{
    private const string Limits = "/proc/self/limits";

    // What a process has open besides.
    private const int Others = 500;

    /// <summary>Skips the test where a process may not have so many connections.</summary>
    public static void SkipBelow(int connections)
    {
        Assert.SkipUnless(File.Exists(Limits), "The limit of open files is not known on this system.");
        var limit = HardLimit().Match(File.ReadAllText(Limits)).Groups[1].Value;
        Assert.SkipUnless(
            !long.TryParse(limit, provider: null, out var files) || files >= connections + Others,
            $"A process may have {limit} open files here, too few for {connections:N0} connections; raise the hard limit (ulimit -Hn).");
    }

    [GeneratedRegex(@"^Max open files +\S+ +(\S+)", RegexOptions.Multiline)]
    private static partial Regex HardLimit();
}
