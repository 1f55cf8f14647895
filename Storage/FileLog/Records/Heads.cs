namespace OrleansDrpc.Storage;

/// <summary>The heads of records, written and read.</summary>
internal static class Heads
{
    /// <summary>The bytes of a mark. No text in UTF-8 contains a byte of all ones, so no argument or answer can look like one.</summary>
    public static ReadOnlySpan<byte> Mark =>
        [(byte)RecordKind.Mark, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    public static void Added(this HeadWriter head, NewRequest request)
    {
        head.Begin(RecordKind.Added);
        head.Submitted(request);
    }

    /// <param name="head">Where to write.</param>
    /// <param name="letter">With its outcome.</param>
    public static void Letter(this HeadWriter head, StoredRequest letter)
    {
        head.Begin(RecordKind.Letter);
        head.Submitted(letter.Request);
        head.Outcome(letter);
    }

    public static void Open(this HeadWriter head, StoredRequest request)
    {
        head.Begin(RecordKind.Open);
        head.Id(request.Request.Id);
        head.Progress(request);
    }

    /// <param name="head">Where to write.</param>
    /// <param name="request">With its outcome.</param>
    public static void Ended(this HeadWriter head, StoredRequest request)
    {
        head.Begin(RecordKind.Ended);
        head.Id(request.Request.Id);
        head.Outcome(request);
    }

    public static void Callback(this HeadWriter head, RequestId id, CallbackState state, int tries)
    {
        head.Begin(RecordKind.Callback);
        head.Id(id);
        head.Byte((byte)state);
        head.Int32(tries);
    }

    public static void Dropped(this HeadWriter head, IReadOnlyCollection<Tombstone> tombstones)
    {
        head.Begin(RecordKind.Dropped);
        head.Int32(tombstones.Count);
        foreach (var tombstone in tombstones)
        {
            head.Id(tombstone.Id);
            head.Int32(tombstone.AddedIn);
        }
    }

    /// <summary>Reads an added record, or the first part of a letter.</summary>
    /// <param name="head">From its kind on.</param>
    /// <param name="argument">The record's text.</param>
    public static NewRequest ReadAdded(ref HeadReader head, string argument)
    {
        var isCall = head.Kind() == RecordKind.Letter;
        var id = head.Id();
        var submitted = head.Time();
        var function = head.Text();
        var key = head.OptionalText();
        var callback = head.OptionalText();
        return new NewRequest(id, function, argument, submitted, head.Time(), key, callback, (RequestPriority)head.Byte(), isCall);
    }

    /// <summary>Reads an open record after its id, or the rest of an ended one, into a request.</summary>
    public static StoredRequest ReadProgress(ref HeadReader head, StoredRequest request)
    {
        var expires = head.Time();
        var isCancelled = head.Bool();
        var attempts = new AttemptRecord[head.Int32()];
        for (var i = 0; i < attempts.Length; i++)
        {
            attempts[i] = new AttemptRecord(head.Int32(), head.Time(), head.OptionalTime(), ReadFailure(ref head));
        }

        return request with { Request = request.Request with { Expires = expires }, IsCancelled = isCancelled, Attempts = attempts };
    }

    /// <summary>Reads an ended record after its id, or the rest of a letter, into a request.</summary>
    public static StoredRequest ReadEnded(ref HeadReader head, StoredRequest request, string? answer)
    {
        var outcome = ReadOutcome(ref head, answer);
        return ReadProgress(ref head, request with { Outcome = outcome });
    }

    /// <summary>Reads the first part of what <see cref="ReadEnded"/> reads.</summary>
    public static FinalOutcome ReadOutcome(ref HeadReader head, string? answer)
    {
        var status = (RequestStatus)head.Byte();
        var ended = head.Time();
        var hasAnswer = head.Bool();
        var coverage = head.OptionalDouble();
        return new FinalOutcome(status, ended, hasAnswer ? answer : null, ReadFailure(ref head), Coverage: coverage);
    }

    public static List<Tombstone> ReadDropped(ref HeadReader head)
    {
        var count = head.Int32();
        var tombstones = new List<Tombstone>(count);
        for (var i = 0; i < count; i++)
        {
            tombstones.Add(new Tombstone(head.Id(), head.Int32()));
        }

        return tombstones;
    }

    private static void Submitted(this HeadWriter head, NewRequest request)
    {
        head.Id(request.Id);
        head.Time(request.Submitted);
        head.Text(request.Function);
        head.OptionalText(request.IdempotencyKey);
        head.OptionalText(request.Callback);
        head.Time(request.Expires);
        head.Byte((byte)request.Priority);
    }

    private static void Outcome(this HeadWriter head, StoredRequest request)
    {
        var outcome = request.Outcome!;
        head.Byte((byte)outcome.Status);
        head.Time(outcome.Ended);
        head.Bool(outcome.Answer is not null);
        head.OptionalDouble(outcome.Coverage);
        head.Failure(outcome.Failure);
        head.Progress(request);
    }

    private static void Progress(this HeadWriter head, StoredRequest request)
    {
        head.Time(request.Request.Expires);
        head.Bool(request.IsCancelled);
        head.Int32(request.Attempts.Count);
        foreach (var attempt in request.Attempts)
        {
            head.Int32(attempt.Number);
            head.Time(attempt.Started);
            head.OptionalTime(attempt.Ended);
            head.Failure(attempt.Failure);
        }
    }

    private static void Failure(this HeadWriter head, DrpcFailure? failure)
    {
        head.Bool(failure is not null);
        if (failure is null)
        {
            return;
        }

        head.Int32((int)failure.Code);
        head.Text(failure.Message);
        head.Bool(failure.RequestId is not null);
        if (failure.RequestId is { } id)
        {
            head.Id(id);
        }

        head.OptionalText(failure.Stage);
        head.Int64(failure.RetryAfter?.Ticks ?? -1);
    }

    private static DrpcFailure? ReadFailure(ref HeadReader head)
    {
        if (!head.Bool())
        {
            return null;
        }

        var code = (DrpcFailureCode)head.Int32();
        var message = head.Text();
        RequestId? id = head.Bool() ? head.Id() : null;
        var stage = head.OptionalText();
        return new DrpcFailure(code, message, id, stage, head.Int64() is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null);
    }
}
