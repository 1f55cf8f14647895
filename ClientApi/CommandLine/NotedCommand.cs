using System.CommandLine;

namespace OrleansDrpc.ClientApi;

/// <summary>A command whose help has more to say than its one line in the list of commands.</summary>
/// <param name="name">What the user types.</param>
/// <param name="description">One line.</param>
/// <param name="notes">What follows the options in the command's own help: details, exit codes, examples.</param>
internal sealed class NotedCommand(string name, string description, string notes) : Command(name, description)
{
    public string Notes { get; } = notes;
}
