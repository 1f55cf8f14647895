using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OrleansDrpc.ClientApi;

/// <summary>The usual help, and behind it the command's notes.</summary>
internal sealed class NotedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => usual.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is NotedCommand command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(command.Notes);
        }

        return exitCode;
    }
}
