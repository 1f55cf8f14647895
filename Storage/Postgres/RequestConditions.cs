using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>What a filter is in SQL.</summary>
internal static class RequestConditions
{
    /// <returns>The WHERE clause, empty for none, and its parameters.</returns>
    public static (string Where, NpgsqlParameter[] Parameters) Of(RequestFilter filter)
    {
        List<string> conditions = [];
        List<NpgsqlParameter> parameters = [];

        // Small closed sets are written out, so that partial indexes serve them.
        if (filter.Status is { } status)
        {
            conditions.Add($"r.status = {(int)status}");
        }

        if (filter.CallbackGivenUp is { } givenUp)
        {
            conditions.Add($"r.callback {(givenUp ? "=" : "<>")} {(int)CallbackState.GivenUp}");
        }

        if (filter.Function is { } function)
        {
            conditions.Add($"sha256(r.function) = sha256({Parameter(Values.Bytes(function))})");
        }

        if (filter.Before is { } before)
        {
            conditions.Add($"(r.submitted, r.id) < ({Parameter(before.Submitted.ToUniversalTime())}, {Parameter(before.Id.Value)})");
        }

        return (conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}", [.. parameters]);

        string Parameter<T>(T value)
        {
            parameters.Add(Values.Of(value));
            return $"${parameters.Count}";
        }
    }
}
