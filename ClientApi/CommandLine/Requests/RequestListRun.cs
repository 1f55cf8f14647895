using System.Text.Json;
using Spectre.Console;

namespace OrleansDrpc.ClientApi;

/// <summary>Writes durable requests: a table for people, for programs a line each with tabs between the columns.</summary>
internal sealed class RequestListRun(CommandConsole console)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="StartException">The text is no list.</exception>
    public async Task WriteAsync(string json)
    {
        var list = Read(json);
        if (console.Terminal is { } terminal)
        {
            terminal.Write(Table(list.Requests));
        }
        else
        {
            await console.Output.WriteLineAsync(string.Join('\t', ListedRequest.Titles));
            foreach (var request in list.Requests)
            {
                await console.Output.WriteLineAsync(string.Join('\t', request.Columns));
            }
        }

        if (list.Next is { } next)
        {
            await console.Error.WriteLineAsync($"There are more: --before {next}");
        }
    }

    private static ListedRequests Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ListedRequests>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new StartException(StartException.Failed, $"The server answers with something that is no list of requests: {e.Message}", e);
        }
    }

    private static Table Table(IReadOnlyList<ListedRequest> requests)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in ListedRequest.Titles)
        {
            table.AddColumn(new TableColumn(new Text(title)));
        }

        foreach (var request in requests)
        {
            table.AddRow(request.Columns.Select(cell => new Text(cell)));
        }

        return table;
    }
}
