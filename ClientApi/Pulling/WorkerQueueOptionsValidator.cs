using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Reports every value of <see cref="WorkerQueueOptions"/> that is out of range.</summary>
internal sealed class WorkerQueueOptionsValidator : IValidateOptions<WorkerQueueOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, WorkerQueueOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        CheckRange(mistakes, nameof(options.RequestTimeout), options.RequestTimeout, Shortest, Longest);
        CheckRange(mistakes, nameof(options.LeaseTime), options.LeaseTime, Shortest, Longest);
        CheckRange(mistakes, nameof(options.MaxRequeues), options.MaxRequeues, 0, 100);
        CheckRange(mistakes, nameof(options.MaxQueuedRequests), options.MaxQueuedRequests, 1, 10_000_000);
        CheckRange(mistakes, nameof(options.MaxQueuedBytes), options.MaxQueuedBytes, 1, 1L << 40);
        CheckNamed(mistakes, nameof(options.UnknownFunctions), options.UnknownFunctions);
        CheckNamed(mistakes, nameof(options.ResultsFrom), options.ResultsFrom);
        if (options.KnownNames.FirstOrDefault(known => known.Length > FunctionTable.MaxNameLength) is { } tooLong)
        {
            mistakes.AddError($"{Key(nameof(options.KnownFunctions))} has a name of {tooLong.Length} characters; "
                + $"it must have at most {FunctionTable.MaxNameLength}.");
        }

        return mistakes.Build();
    }

    private static void CheckRange<T>(ValidateOptionsResultBuilder mistakes, string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            mistakes.AddError($"{Key(option)} is {value}; it must be {least} to {most}.");
        }
    }

    // Numbers pass for values of an enumeration, also those that it does not name.
    private static void CheckNamed<T>(ValidateOptionsResultBuilder mistakes, string option, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            mistakes.AddError($"{Key(option)} is {value}; it must be {string.Join(" or ", Enum.GetNames<T>())}.");
        }
    }

    private static string Key(string option) => $"{WorkerQueueOptions.Section}:{option}";
}
