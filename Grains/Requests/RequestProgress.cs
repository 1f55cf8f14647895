namespace OrleansDrpc;

/// <summary>How far requests are whose home is this silo, for whoever shows it. Thread-safe.</summary>
internal sealed class RequestProgress(RequestTable requests)
{
    /// <param name="request">The request.</param>
    /// <param name="firstAttempt">The number of the first attempt of its call.</param>
    /// <returns>Null: none of its attempt's numbers runs here.</returns>
    public StageProgress? Find(RequestId request, int firstAttempt)
    {
        for (var number = firstAttempt; number < firstAttempt + RequestAttempts.NumbersOfAttempt; number++)
        {
            if (requests.Find(new AttemptId(request, number)) is { } running)
            {
                return StageProgress.Of(running);
            }
        }

        return null;
    }
}

/// <summary>How far an attempt is.</summary>
/// <param name="Finished">The names of the stages that have finished, in order.</param>
/// <param name="Stages">How many there are.</param>
internal sealed record StageProgress(IReadOnlyList<string> Finished, int Stages)
{
    public static StageProgress Of(RunningRequest running)
    {
        var stages = running.Plan.Function.Stages;
        return new StageProgress([.. stages.Take(running.FinishedStages).Select(stage => stage.Name)], stages.Length);
    }
}
