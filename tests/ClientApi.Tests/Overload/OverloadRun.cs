using System.Text;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// One measurement of a front door under ten times the load that it can serve: alone, sustained, overloaded, afterwards. The caller makes
/// its calls in the test's process, on the same processors; what it takes of them is missing to the front door. So the function is one
/// that computes for long beside what a call costs.
/// </summary>
internal sealed class OverloadRun
{
    private const int TimesTheRate = 10;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    /// <summary>One caller.</summary>
    public LoadTally Alone { get; } = new();

    /// <summary>Two callers.</summary>
    public LoadTally Sustained { get; } = new();

    public LoadTally Overload { get; } = new();

    /// <summary>One caller, five seconds later.</summary>
    public LoadTally After { get; } = new();

    /// <summary>Answers a second to the sustained load.</summary>
    public double Rate { get; private set; }

    /// <summary>Calls a second of the overload that really were made.</summary>
    public double Offered { get; private set; }

    /// <summary>How long the overload took, until its last call had ended.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>How much memory the processes had more at the most, in bytes.</summary>
    public long Taken { get; private set; }

    /// <param name="workingSet">The memory of the processes under load, in bytes.</param>
    /// <param name="load">Calls the front door.</param>
    /// <param name="overload">How long.</param>
    public static async Task<OverloadRun> MeasureAsync(Func<long> workingSet, Load load, TimeSpan overload)
    {
        var run = new OverloadRun();
        await load.ClosedAsync(callers: 1, Measured, run.Alone);
        run.Rate = await load.ClosedAsync(callers: 2, Measured, run.Sustained);
        var memory = workingSet();

        var started = TimeProvider.System.GetTimestamp();
        var offering = load.OpenAsync(TimesTheRate * run.Rate, overload, run.Overload);
        run.Taken = await MostMemory.SeenAsync(workingSet, offering) - memory;
        run.Offered = await offering;
        run.Took = TimeProvider.System.GetElapsedTime(started);

        await load.ClosedAsync(callers: 1, Recovery, new LoadTally());
        await load.ClosedAsync(callers: 1, Measured, run.After);
        return run;
    }

    public override string ToString() => new StringBuilder()
        .Append($"alone: {Alone}\nsustained: {Rate:N0}/s, {Sustained}\noverload: {Offered:N0}/s offered, {Took.TotalSeconds:N1} s, {Overload}\n")
        .Append($"after: {After}\nmemory: {Taken >> 20} MB more").ToString();
}
