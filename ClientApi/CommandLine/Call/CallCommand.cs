using System.CommandLine;
using System.CommandLine.Parsing;

namespace OrleansDrpc.ClientApi;

/// <summary>The command that calls functions.</summary>
internal static class CallCommand
{
    private const string Notes = """
        Calls are made one after the other; each answer is one line:
          exclaim "a" => "a!"
        Where a call fails, its failure goes to standard error and the calls behind it still run.
        Where an answer is in part, standard error says how much of the work is in it.
        Behind -- everything is a function or an argument, also what looks like an option.

        Exit codes: 0 every call was answered, 1 a call failed, 2 a mistake in the command line, 3 no server could be reached.

        Examples:
          call exclaim a exclaim b reach foo.com/blog/1
          call -f exclaim a b --http 10.0.0.1:3774,10.0.0.2:3774
          call reach foo.com/blog/1 --thrift storm-drpc:3772
        """;

    private static readonly Argument<string[]> Words = new("FUNCTION ARG")
    {
        Description = "Pairs of a function and its argument; with -f, arguments alone.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Function = new("--function", "-f")
    {
        Description = "The function of all calls.",
        HelpName = "FUNCTION",
    };

    private static readonly Option<TimeSpan?> Timeout = SecondsOption.Create(
        "--timeout", "How long to wait for each answer; the function's own deadline still holds. [default: that deadline]");

    private static readonly Option<bool> Batch = new("--batch")
    {
        Description = "Let interactive calls of others go first; a Storm server takes no notice.",
    };

    public static Command Create(CommandConsole console)
    {
        var command = new NotedCommand("call", "Calls functions, and prints their answers.", Notes) { Words, Function, Timeout, Batch };
        ServerOptions.AddTo(command);
        command.Validators.Add(RequirePairs);
        command.SetAction((line, cancellationToken) => RunAsync(line, console, cancellationToken));
        return command;
    }

    private static void RequirePairs(CommandResult command)
    {
        var words = command.GetResult(Words)?.Tokens.Count ?? 0;
        if (words % 2 != 0 && command.GetResult(Function) is null)
        {
            command.AddError($"If no -f is supplied arguments need to be in the form [function arg]. This has {words} args");
        }
    }

    private static async Task<int> RunAsync(ParseResult line, CommandConsole console, CancellationToken cancellationToken)
    {
        var words = line.GetRequiredValue(Words);
        var calls = line.GetValue(Function) is { } function ? NamedCall.OfFunction(function, words) : NamedCall.OfPairs(words);
        var timeout = line.GetValue(Timeout);
        await using var target = ServerOptions.Open(line, timeout);
        var options = new CallOptions { Timeout = timeout, Priority = line.GetValue(Batch) ? RequestPriority.Batch : RequestPriority.Interactive };
        return await new CallRun(target.Client, console).RunAsync(calls, options, cancellationToken);
    }
}
