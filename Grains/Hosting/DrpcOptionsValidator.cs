using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>Reports every value of <see cref="DrpcOptions"/> that is out of range.</summary>
internal sealed class DrpcOptionsValidator : IValidateOptions<DrpcOptions>
{
    public ValidateOptionsResult Validate(string? name, DrpcOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        Check(mistakes, nameof(options.DefaultDeadline), options.DefaultDeadline, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Check(mistakes, nameof(options.WorkersPerSilo), options.WorkersPerSilo, 0, 4096);
        Check(mistakes, nameof(options.WorkersPerRequest), options.WorkersPerRequest, 0, 4096);
        Check(mistakes, nameof(options.MaxRunningRequests), options.MaxRunningRequests, 1, 1_000_000);
        Check(mistakes, nameof(options.MaxRunningArgumentBytes), options.MaxRunningArgumentBytes, 1L << 20, 1L << 40);
        Check(mistakes, nameof(options.MaxComputeWait), options.MaxComputeWait, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(mistakes, nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, 1L << 20, 1L << 40);
        Check(mistakes, nameof(options.MaxQueuedBytesOfFunction), options.MaxQueuedBytesOfFunction, 0, 1L << 40);
        Check(mistakes, nameof(options.MaxArgumentBytes), options.MaxArgumentBytes, 1, 64 << 20);
        Check(mistakes, nameof(options.MaxAnswerBytes), options.MaxAnswerBytes, 1, 64 << 20);
        Check(mistakes, nameof(options.MaxItemBytes), options.MaxItemBytes, 1024, 64 << 20);
        Check(mistakes, nameof(options.MaxBatchItems), options.MaxBatchItems, 1, 1 << 20);
        Check(mistakes, nameof(options.MaxBatchBytes), options.MaxBatchBytes, 64, 16 << 20);
        Check(mistakes, nameof(options.MaxQueuedBatches), options.MaxQueuedBatches, 1, 1 << 16);
        Check(mistakes, nameof(options.SendWindow), options.SendWindow, 1, 1024);
        Check(mistakes, nameof(options.StuckCodeGrace), options.StuckCodeGrace, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(mistakes, nameof(options.MaxStuckCode), options.MaxStuckCode, 0, 4096);
        Check(mistakes, nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        return mistakes.Build();
    }

    private static void Check<T>(ValidateOptionsResultBuilder mistakes, string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            mistakes.AddError($"{DrpcOptions.Section}:{option} is {value}; it must be {least} to {most}.");
        }
    }
}
