namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>How a call ended.</summary>
/// <param name="Call">The call.</param>
/// <param name="Id">Its request.</param>
/// <param name="Answer">The values and the share of the work that is in them, or the failure.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Stalled">How long the machine kept the process from running meanwhile.</param>
internal sealed record CallEnd(ModelCall Call, RequestId Id, Task<(long[] Values, double? Coverage)> Answer, TimeSpan Took, TimeSpan Stalled)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Whether the machine took so much of its time that running out of it says nothing.</summary>
    public bool WasStarved => Stalled > Took / 2;

    /// <summary>Whether it was answered in part.</summary>
    public bool IsPartial => Answer is { IsCompletedSuccessfully: true, Result.Coverage: not null };

    /// <summary>Looks whether it ended as it should, after the seed's faults have stopped.</summary>
    /// <returns>What was wrong; null: nothing.</returns>
    public async Task<string?> MistakeAsync(SeedState seed)
    {
        var wrong = await MistakeOfAnswerAsync(seed);
        if (wrong is null && Took > Call.Timeout + Grace + Stalled)
        {
            wrong = $"took {Took.TotalMilliseconds:0} ms, with a timeout of {Call.Timeout.TotalMilliseconds:0} ms";
        }

        var home = Call.Home == ModelCall.Outside ? "a client" : $"{seed.Homes[Call.Home]}";
        return wrong is null ? null : $"{Call.Function} ({Call.Argument}) at {home}, request {Id}: {wrong}";
    }

    private async Task<string?> MistakeOfAnswerAsync(SeedState seed)
    {
        try
        {
            var (values, coverage) = await Answer;
            return coverage is null ? MistakeOf(values) : MistakeOf(values, coverage.Value);
        }
        catch (DrpcException e)
        {
            return new FailureCheck(this, seed).Mistake(e.Failure);
        }
        catch (OperationCanceledException) when (Call.CancelAfter is not null)
        {
            return null;
        }
        catch (Exception e)
        {
            return $"ended with no named failure but {e}";
        }
    }

    private string? MistakeOf(long[] values) => Call.Function.Evaluate(Call.Argument) is not { } expected ? $"answered {Text(values)}, but should have failed: it has not one value"
        : values.SequenceEqual(expected) ? null
        : $"answered {Text(values)} and should have answered {Text(expected)}";

    private string? MistakeOf(long[] values, double coverage) => !Call.Function.Settings.PartialAnswers || coverage is not (>= 0 and <= 1) ? $"answered in part, {coverage}"
        : Call.Function.MayAnswerInPart(Call.Argument, values, coverage) ? null
        : $"answered {Text(values)} with coverage {coverage}, which is no part of {Text(Call.Function.Evaluate(Call.Argument) ?? [])}";

    private static string Text(long[] values) => $"[{string.Join(' ', values.Take(20))}{(values.Length > 20 ? $" ... {values.Length} values" : "")}]";
}
