namespace OrleansDrpc;

/// <summary>
/// For functions that answer in part: stops the working stages shortly before the deadline, so that there is time for the aggregations to
/// finish with what has arrived. Used in the turns of the request grain.
/// </summary>
internal sealed class CutOffTimer
{
    private const int ShareOfTime = 10;
    private static readonly TimeSpan MostReserve = TimeSpan.FromMilliseconds(500);
    private readonly TimeProvider _time;
    private readonly TimeSpan _reserve;
    private readonly Task _due;

    public CutOffTimer(RunningRequest request, TimeProvider time)
    {
        _time = time;
        _reserve = request.Remaining / ShareOfTime < MostReserve ? request.Remaining / ShareOfTime : MostReserve;
        _due = Task.Delay(request.Remaining - _reserve, time, request.Token);
    }

    /// <summary>Waits for the stage, no longer than until the cut-off.</summary>
    public async Task<bool> ComesBeforeAsync(Task stage)
    {
        await Task.WhenAny(stage, _due);
        return !stage.IsCompleted && _due.IsCompletedSuccessfully;
    }

    /// <summary>Stops the working stages on every silo. A silo that does not answer soon is not waited for.</summary>
    /// <param name="request">The attempt.</param>
    /// <param name="current">The stage that was waited for: the ones before it are done.</param>
    /// <param name="expected">How many items each of its tasks has to work on.</param>
    /// <returns>The share of the working stages' tasks that are done.</returns>
    public async Task<double> StopWorkAsync(RunningRequest request, PlanStage current, long[] expected)
    {
        var answers = Enumerable.Range(0, request.Plan.Silos.Length).Where(silo => silo == request.LocalIndex || request.Plan.Uses(silo))
            .Select(silo => StopWorkAsync(request, silo, CompleteStage.Of(request.Attempt, current, request.Plan.TasksOn(silo, current.Index), expected)))
            .ToArray();
        try
        {
            await Task.WhenAll(answers).WaitAsync(_reserve / 2, _time, request.Token);
        }
        catch (TimeoutException)
        {
            // What the silent ones have done counts as not done.
        }

        var stages = request.Plan.Function.Stages;
        var done = stages.Take(current.Index).Sum(stage => stage.TaskCount) + answers.Where(answer => answer.IsCompletedSuccessfully).Sum(answer => answer.Result);
        return (double)done / stages.Take(request.Plan.Function.StagesBeforeAggregation).Sum(stage => stage.TaskCount);
    }

    private static async Task<int> StopWorkAsync(RunningRequest request, int silo, CompleteStage stage)
    {
        try
        {
            return await request.Dispatcher(silo).CutOffAsync(stage);
        }
        catch (Exception)
        {
            // Whoever watches the silo says whether that ends the attempt.
            return 0;
        }
    }
}
