using System.Diagnostics;
using System.Text;

namespace OrleansDrpc.Interop.Tests;

/// <summary>A script that runs a check and reports what it has found.</summary>
internal sealed class CheckRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;

    private CheckRun(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public static CheckRun Start(Command command) => new(command.Start());

    /// <summary>Waits for the report on a check, and fails unless it has passed.</summary>
    public async Task PassesAsync(string check)
    {
        var report = await ReportAsync(check);
        if (report is null)
        {
            Assert.Fail($"No report on {check}. {await SaidAsync()}");
        }

        if (!report.Ok)
        {
            Assert.Fail($"{check}: {report.Detail}\n{await SaidAsync()}");
        }

        TestContext.Current.SendDiagnosticMessage($"{check}: {report.Detail}");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    /// <returns>Null: the script has ended, or said nothing for too long.</returns>
    private async Task<CheckReport?> ReportAsync(string check)
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync().Within($"a report on {check}") is { } line)
            {
                _output.AppendLine(line);
                if (CheckReport.Parse(line) is { } report && report.Name == check)
                {
                    return report;
                }
            }
        }
        catch (TimeoutException e)
        {
            _output.AppendLine(e.Message);
        }

        return null;
    }

    private async Task<string> SaidAsync()
    {
        await EndAsync();
        return $"The script said:\n{_output}{await _error}";
    }

    /// <summary>A script that has reported ends by itself; one that hangs is ended.</summary>
    private async Task EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().Within("the script to end");
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
