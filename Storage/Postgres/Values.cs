using System.Text;
using System.Text.Json;
using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>How values travel to the database and back.</summary>
internal static class Values
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A column of rows, for unnest.</summary>
    public static NpgsqlParameter Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value) => Of(rows.Select(value).ToArray());

    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement that returns the numbers, from 1, of those of its rows that it carried out.</summary>
    public static async Task<IReadOnlyList<bool>> ReadDoneAsync(this NpgsqlCommand command, int count)
    {
        var done = new bool[count];
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            done[rows.GetInt64(0) - 1] = true;
        }

        return done;
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[]? BytesOrNull(string? text) => text is null ? null : Bytes(text);

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    public static DateTimeOffset? Utc(DateTimeOffset? time) => time?.ToUniversalTime();

    public static string? Json(DrpcFailure? failure) => failure is null ? null : JsonSerializer.Serialize(failure);

    public static DrpcFailure? Failure(string? json) => json is null ? null : JsonSerializer.Deserialize<DrpcFailure>(json);
}
