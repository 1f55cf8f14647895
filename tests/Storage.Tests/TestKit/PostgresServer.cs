using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace OrleansDrpc.Storage.Tests;

/// <summary>
/// A PostgreSQL 15 server of the tests' own: its data in a temporary folder, on a loopback port, writing to disk as a real one does. It refuses to run as
/// root, so root lends it the user postgres.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Missing = "PostgreSQL 15 is not installed (Debian's package postgresql-15).";

    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private const string User = "postgres";

    private readonly string _folder;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private PostgresServer(string folder, int port) => (_folder, Port) = (folder, port);

    public static bool IsInstalled => File.Exists($"{Binaries}/postgres") && (!Environment.IsPrivilegedProcess || File.Exists("/usr/bin/setpriv"));

    public int Port { get; }

    /// <summary>Makes a server and starts it.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("drpc-postgres-").FullName, FreePort.Next());
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", [User, server._folder]);
        }

        await RunAsync(AsUser($"{Binaries}/initdb", ["-D", server.Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]));
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again, on the same data and port, and waits until it lets users in.</summary>
    public async Task StartAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        Run();
        while (!await IsUpAsync())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Waits.Limit)
            {
                throw new TimeoutException($"Waited {Waits.Limit} for PostgreSQL to start; its log: {Log}");
            }

            if (_process!.HasExited)
            {
                // Children of a server that was killed may hold its memory for a moment.
                Run();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Stops it as its service does: connections are ended at once, data is written.</summary>
    public Task StopAsync() => EndAsync("-INT");

    /// <summary>Ends it without warning.</summary>
    public Task KillAsync() => EndAsync("-KILL");

    /// <summary>Lets none of its processes run until <see cref="ResumeAsync"/>: connections stay open, nothing answers.</summary>
    public Task FreezeAsync() => RunAsync("kill", ["-STOP", .. Processes()]);

    public Task ResumeAsync() => RunAsync("kill", ["-CONT", .. Processes()]);

    /// <summary>A new empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"d{Guid.NewGuid():N}";
        await ExecuteAsync(ConnectionString(User), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username={User}";

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync().Within($"SQL: {sql}");
    }

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync().Within($"SQL: {sql}"))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    private void Run()
    {
        _process?.Dispose();
        var start = AsUser($"{Binaries}/postgres", [
            "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=300", "-c", "fsync=on", "-c", "synchronous_commit=on"]);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Append(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            await ExecuteAsync(ConnectionString(User) + ";Pooling=false;Timeout=4", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task EndAsync(string signal)
    {
        // The children of a killed server end by themselves, and do not wait for anybody.
        await RunAsync("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().Within($"PostgreSQL to end; its log: {Log}");
    }

    // Itself and its children.
    private List<string> Processes()
    {
        var id = _process!.Id.ToString(CultureInfo.InvariantCulture);
        return [id, .. File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static ProcessStartInfo AsUser(string file, IEnumerable<string> arguments)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", [$"--reuid={User}", $"--regid={User}", "--clear-groups", file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        start.Environment["TZ"] = "UTC";
        return start;
    }

    private static Task RunAsync(string file, IEnumerable<string> arguments) =>
        RunAsync(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().Within($"{start.FileName} to end");
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed: {await output}{await error}");
        }
    }
}
