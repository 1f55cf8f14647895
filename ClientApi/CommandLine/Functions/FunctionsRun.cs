using Spectre.Console;

namespace OrleansDrpc.ClientApi;

/// <summary>Writes which functions there are: a table for people, for programs a line each with tabs between the columns.</summary>
internal sealed class FunctionsRun(CommandConsole console)
{
    private const string BetweenStages = "; ";

    public async Task WriteAsync(FunctionList list, bool json)
    {
        if (json)
        {
            await console.Output.WriteLineAsync(list.Json);
        }
        else if (console.Terminal is { } terminal)
        {
            terminal.Write(Table(list.Functions));
        }
        else
        {
            await WriteLinesAsync(list.Functions);
        }
    }

    private static Table Table(IReadOnlyList<ListedFunction> functions)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in FunctionText.Titles)
        {
            table.AddColumn(new TableColumn(new Text(title)));
        }

        foreach (var function in functions)
        {
            string[] cells = [.. FunctionText.Columns(function), string.Join('\n', FunctionText.Stages(function))];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private async Task WriteLinesAsync(IReadOnlyList<ListedFunction> functions)
    {
        await console.Output.WriteLineAsync(string.Join('\t', FunctionText.Titles));
        foreach (var function in functions)
        {
            string[] cells = [.. FunctionText.Columns(function), string.Join(BetweenStages, FunctionText.Stages(function))];
            await console.Output.WriteLineAsync(string.Join('\t', cells));
        }
    }
}
