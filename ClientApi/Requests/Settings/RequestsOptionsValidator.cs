using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Reports every value of <see cref="RequestsOptions"/> that is out of range.</summary>
internal sealed class RequestsOptionsValidator : IValidateOptions<RequestsOptions>
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RequestsOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        if (!Enum.IsDefined(options.Store))
        {
            mistakes.AddError($"{Key(nameof(options.Store))} is {options.Store}; it must be {string.Join(" or ", Enum.GetNames<RequestStoreKind>())}.");
        }

        CheckTimes(mistakes, options);
        Check(mistakes, nameof(options.MaxRunning), options.MaxRunning, 1, 10_000);
        Check(mistakes, nameof(options.MaxOpen), options.MaxOpen, 1, 10_000_000);
        Check(mistakes, nameof(options.MaxOpenBytes), options.MaxOpenBytes, 1, 1L << 40);
        Check(mistakes, nameof(options.MaxInterruptions), options.MaxInterruptions, 1, 100);
        Check(mistakes, nameof(options.MaxDeadLettersOfCalls), options.MaxDeadLettersOfCalls, 0, 100_000);
        Check(mistakes, nameof(options.CallbackMaxTries), options.CallbackMaxTries, 1, 1000);
        if (options.Store == RequestStoreKind.Postgres)
        {
            CheckDatabase(mistakes, options);
        }

        return mistakes.Build();
    }

    private static void CheckTimes(ValidateOptionsResultBuilder mistakes, RequestsOptions options)
    {
        Check(mistakes, nameof(options.Lease), options.Lease, Second, TimeSpan.FromMinutes(5));
        Check(mistakes, nameof(options.Retention), options.Retention, Second, TimeSpan.FromDays(365));
        Check(mistakes, nameof(options.DefaultExpiry), options.DefaultExpiry, Millisecond, Day);
        Check(mistakes, nameof(options.CallbackTimeout), options.CallbackTimeout, Millisecond, TimeSpan.FromMinutes(5));
        Check(mistakes, nameof(options.CallbackDelay), options.CallbackDelay, Millisecond, TimeSpan.FromHours(1));
        Check(mistakes, nameof(options.CallbackMaxDelay), options.CallbackMaxDelay, Millisecond, Day);
    }

    private static void CheckDatabase(ValidateOptionsResultBuilder mistakes, RequestsOptions options)
    {
        try
        {
            PostgresSettings.Read(RequestStoreFactory.Postgres(options));
        }
        catch (RequestStoreException e)
        {
            // It names the setting by the store's own section.
            var mistake = e.Message.Replace($"Setting {PostgresRequestStoreOptions.Section}:", "", StringComparison.Ordinal).Split(": ", 2);
            mistakes.AddError($"{Key(mistake[0])} cannot be used: {mistake[^1]}");
        }
    }

    private static void Check<T>(ValidateOptionsResultBuilder mistakes, string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            mistakes.AddError($"{Key(option)} is {value}; it must be {least} to {most}.");
        }
    }

    private static string Key(string option) => $"{RequestsOptions.Section}:{option}";
}
