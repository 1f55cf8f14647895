using System.CommandLine;
using System.CommandLine.Parsing;

namespace OrleansDrpc.ClientApi;

/// <summary>Makes options that name servers: once or several times, one or several with commas between.</summary>
internal static class ServerListOption
{
    /// <param name="name">What the user types.</param>
    /// <param name="forms">What a server looks like.</param>
    /// <param name="example">One.</param>
    /// <param name="description">For the help.</param>
    /// <param name="read">Null: the text is no server.</param>
    public static Option<IReadOnlyList<T>?> Create<T>(string name, string forms, string example, string description, Func<string, T?> read)
        where T : class => new(name)
        {
            Description = description,
            HelpName = forms,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => Read(result, $"{name}: '{{0}}' is no server; write {forms}, such as {example}.", read),
        };

    private static List<T>? Read<T>(ArgumentResult result, string mistake, Func<string, T?> read)
        where T : class
    {
        var texts = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
        var servers = new List<T>();
        foreach (var text in texts)
        {
            if (read(text) is { } server)
            {
                servers.Add(server);
            }
            else
            {
                result.AddError(mistake.Replace("{0}", text, StringComparison.Ordinal));
            }
        }

        return servers.Count == texts.Length ? [.. servers.Distinct()] : null;
    }
}
