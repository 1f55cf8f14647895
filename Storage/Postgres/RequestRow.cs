using System.Data.Common;

namespace OrleansDrpc.Storage;

/// <summary>A row as <see cref="RequestReader"/> selects it.</summary>
internal static class RequestRow
{
    public static StoredRequest Read(DbDataReader row)
    {
        var status = (RequestStatus)row.GetInt16(7);
        return new StoredRequest(
            new NewRequest(
                new RequestId(row.GetGuid(0)),
                Values.Text(row.GetFieldValue<byte[]>(1)),
                Values.Text(row.GetFieldValue<byte[]>(2)),
                row.GetFieldValue<DateTimeOffset>(3),
                row.GetFieldValue<DateTimeOffset>(4),
                TextOrNull(row, 5),
                TextOrNull(row, 6),
                (RequestPriority)row.GetInt16(19),
                IsCall: row.GetBoolean(20)),
            status,
            IsCancelled: row.GetBoolean(8),
            ReadAttempts(row),
            status == RequestStatus.Open ? null : ReadOutcome(row, status),
            (CallbackState)row.GetInt16(9),
            CallbackTries: row.GetInt32(10));
    }

    private static FinalOutcome ReadOutcome(DbDataReader row, RequestStatus status) => new(
        status,
        Ended: row.GetFieldValue<DateTimeOffset>(11),
        Answer: TextOrNull(row, 12),
        Values.Failure(row.IsDBNull(13) ? null : row.GetString(13)),
        Coverage: row.IsDBNull(18) ? null : row.GetDouble(18));

    private static List<AttemptRecord> ReadAttempts(DbDataReader row)
    {
        if (row.IsDBNull(14))
        {
            return [];
        }

        var numbers = row.GetFieldValue<int[]>(14);
        var starts = row.GetFieldValue<DateTimeOffset[]>(15);
        var ends = row.GetFieldValue<DateTimeOffset?[]>(16);
        var failures = row.GetFieldValue<string?[]>(17);
        return [.. numbers.Select((number, i) => new AttemptRecord(number, starts[i], ends[i], Values.Failure(failures[i])))];
    }

    private static string? TextOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Values.Text(row.GetFieldValue<byte[]>(column));
}
