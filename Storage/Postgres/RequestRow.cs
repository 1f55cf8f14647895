using System.Data.Common;

namespace OrleansDrpc.Storage;

/// <summary>A row as <see cref="RequestReader"/> selects it.</summary>
internal static class RequestRow
{
    public static StoredRequest Read(DbDataReader row)
    {
        var status = (RequestStatus)row.GetInt16(7);
        var attempts = ReadAttempts(row);
        return new StoredRequest(
            new NewRequest(
                new RequestId(row.GetGuid(0)),
                Values.Text(row.GetFieldValue<byte[]>(1)),
                Values.Text(row.GetFieldValue<byte[]>(2)),
                row.GetFieldValue<DateTimeOffset>(3),
                row.GetFieldValue<DateTimeOffset>(4),
                TextOrNull(row, 5),
                TextOrNull(row, 6)),
            status,
            IsCancelled: row.GetBoolean(8),
            attempts,
            status == RequestStatus.Open ? null : ReadOutcome(row, status, attempts),
            (CallbackState)row.GetInt16(9),
            CallbackTries: row.GetInt32(10));
    }

    private static FinalOutcome ReadOutcome(DbDataReader row, RequestStatus status, List<AttemptRecord> attempts) => new(
        status,
        Ended: row.GetFieldValue<DateTimeOffset>(11),
        Answer: TextOrNull(row, 12),
        Values.Failure(row.IsDBNull(13) ? null : row.GetString(13)),
        LastAttempt: row.IsDBNull(14) ? null : attempts.Find(attempt => attempt.Number == row.GetInt32(14)));

    private static List<AttemptRecord> ReadAttempts(DbDataReader row)
    {
        if (row.IsDBNull(15))
        {
            return [];
        }

        var numbers = row.GetFieldValue<int[]>(15);
        var starts = row.GetFieldValue<DateTimeOffset[]>(16);
        var ends = row.GetFieldValue<DateTimeOffset?[]>(17);
        var failures = row.GetFieldValue<string?[]>(18);
        return [.. numbers.Select((number, i) => new AttemptRecord(number, starts[i], ends[i], Values.Failure(failures[i])))];
    }

    private static string? TextOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Values.Text(row.GetFieldValue<byte[]>(column));
}
