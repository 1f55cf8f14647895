using System.Text.RegularExpressions;
using Npgsql;

namespace OrleansDrpc.Storage;

/// <summary>Reads the options and fills in what they leave out.</summary>
internal static partial class PostgresSettings
{
    /// <exception cref="RequestStoreException">One of them is wrong; the message names it.</exception>
    public static NpgsqlConnectionStringBuilder Read(PostgresRequestStoreOptions options)
    {
        if (!SchemaName().IsMatch(options.Schema))
        {
            throw Wrong(nameof(options.Schema), $"'{options.Schema}' must have 1 to 63 lower-case letters, digits and underscores, and start neither with a "
                + "digit nor with 'pg_'.");
        }

        if (options.StartLimit < TimeSpan.Zero)
        {
            throw Wrong(nameof(options.StartLimit), $"{options.StartLimit} is negative.");
        }

        return WithDefaults(Parse(options.ConnectionString));
    }

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        const string Example = "Write it like 'Host=db.example;Database=drpc;Username=drpc;Password=...'.";
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            throw Wrong(nameof(PostgresRequestStoreOptions.ConnectionString), $"it cannot be read: {e.Message.TrimEnd('.')}. {Example}", e);
        }

        if (string.IsNullOrWhiteSpace(settings.Host) || string.IsNullOrWhiteSpace(settings.Database))
        {
            var missing = string.IsNullOrWhiteSpace(settings.Host) ? "Host" : "Database";
            throw Wrong(nameof(PostgresRequestStoreOptions.ConnectionString), $"it lacks {missing}. {Example}");
        }

        return settings;
    }

    // So short that callers are refused within seconds while the database is away.
    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder settings)
    {
        settings.ApplicationName ??= "OrleansDrpc";
        Default("Timeout", 4);
        Default("Command Timeout", 4);
        Default("Cancellation Timeout", 1000);
        Default("Maximum Pool Size", 20);
        return settings;

        // What is set is under its main name here, whichever of its names was written.
        void Default(string name, int value)
        {
            if (!settings.Keys.Cast<string>().Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                settings[name] = value;
            }
        }
    }

    private static RequestStoreException Wrong(string name, string what, Exception? inner = null) =>
        new($"Setting {PostgresRequestStoreOptions.Section}:{name}: {what}", inner);

    [GeneratedRegex(@"\A(?!pg_)[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex SchemaName();
}
