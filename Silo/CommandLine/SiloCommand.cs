using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansDrpc.Functions;

namespace OrleansDrpc.Hosting;

/// <summary>The command line of a silo process, and what it says when it cannot run.</summary>
internal static class SiloCommand
{
    /// <summary>The exit code where something around the process is not as it should be.</summary>
    public const int Failed = 1;

    /// <summary>The exit code where the command line or a setting is wrong.</summary>
    public const int BadSettings = 2;

    private static readonly (string Key, Option<string?> Option)[] Options =
    [
        Of("--drpc-servers", "HOST:PORT[,HOST:PORT]", nameof(DrpcServersOptions.Servers),
            "Run requests of these DRPC servers: their ports for workers, by default 3773. Silo and gateway then get free ports, if none are set."),
        Of("--max-requests", "N", nameof(DrpcServersOptions.MaxRequests), "Requests of all servers that run at once, in equal shares. [default: 64]", WholeNumber),
        Of("--max-frame-bytes", "N", nameof(DrpcServersOptions.MaxFrameBytes), "Longest message that the servers take; a request whose answer is longer fails. [default: 16777216]", WholeNumber),
    ];

    /// <param name="arguments">Options and settings.</param>
    /// <param name="run">Runs the silo with these settings, until it is told to stop.</param>
    /// <param name="output">For the help.</param>
    /// <param name="error">For what is wrong.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<SiloSettings, CancellationToken, Task> run, TextWriter output, TextWriter error)
    {
        var (settings, options) = SiloArguments.Split(arguments);
        var line = CreateRoot(settings, run).Parse(options, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (line.Errors.Count > 0)
        {
            await error.WriteLineAsync($"{string.Join('\n', line.Errors.Select(mistake => mistake.Message))}\nTry --help.");
            return BadSettings;
        }

        try
        {
            // The host listens to Ctrl+C and SIGTERM by itself and may take its time; the command line's own handling would cut it short.
            return await line.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception e)
        {
            var (exitCode, message) = Explain(e);
            await error.WriteLineAsync(message);
            return exitCode;
        }
    }

    private static RootCommand CreateRoot(string[] settings, Func<SiloSettings, CancellationToken, Task> run)
    {
        var root = new RootCommand(
            "OrleansDrpc silo: runs functions until Ctrl+C. Settings of appsettings.json may follow by their keys, such as --Drpc:DrainTimeout=00:00:30.");
        foreach (var (_, option) in Options)
        {
            root.Options.Add(option);
        }

        root.SetAction(async (line, cancellationToken) =>
        {
            var values = Options
                .Select(setting => KeyValuePair.Create(setting.Key, line.GetValue(setting.Option)))
                .Where(setting => setting.Value is not null);
            await run(new SiloSettings(settings, values.ToDictionary()), cancellationToken);
            return 0;
        });
        return root;
    }

    private static (string Key, Option<string?> Option) Of(string name, string value, string setting, string help, Action<OptionResult>? validate = null)
    {
        var option = new Option<string?>(name) { Description = help, HelpName = value };
        if (validate is not null)
        {
            option.Validators.Add(validate);
        }

        return ($"{DrpcServersOptions.Section}:{setting}", option);
    }

    private static void WholeNumber(OptionResult option)
    {
        if (option.GetValueOrDefault<string?>() is { } text && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            option.AddError($"{option.Option.Name} is '{text}'; it must be a whole number.");
        }
    }

    private static (int ExitCode, string Message) Explain(Exception exception) => exception switch
    {
        OptionsValidationException options => (BadSettings, string.Join('\n', options.Failures)),
        AggregateException all when all.InnerExceptions.All(e => e is OptionsValidationException) =>
            (BadSettings, string.Join('\n', all.InnerExceptions.Select(e => Explain(e).Message))),
        SettingsException => (BadSettings, exception.Message),
        DataFileException or InvalidFunctionException => (Failed, exception.Message),
        _ => (Failed, $"The silo cannot run: {exception}"),
    };
}
