using System.Net;
using Microsoft.Extensions.Logging;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>Serves one DRPC server, over one connection after another.</summary>
internal sealed partial class ServerLink(
    DnsEndPoint server, int share, IReadOnlyList<ToldFunction> told, RequestRunner runner, RequestProgress progress, TimeProvider time, ILogger logger)
{
    // A server that cannot be reached has most likely been restarted. Its ids begin anew, so an old outcome might meet another request.
    private const int MaxReconnects = 2;

    private readonly string[] _functions = [.. told.Select(function => function.Name)];
    private readonly string _about = ToldFunction.Write(told);
    private readonly string _name = HostPort.Text(server);
    private readonly ReconnectDelays _delays = new();
    private FetchedWork _fetched = new(runner);
    private int _failedConnects;
    private bool _isLost;

    /// <summary>Serves until told to stop.</summary>
    /// <param name="drain">Take no more requests; end when the outcomes of the others are delivered.</param>
    /// <param name="abort">Drop everything.</param>
    public async Task RunAsync(CancellationToken drain, CancellationToken abort)
    {
        while (!IsOver(drain, abort))
        {
            var began = time.GetTimestamp();
            try
            {
                await ConnectAndServeAsync(drain, abort);
            }
            catch (Exception e)
            {
                ReportLoss(e, IsOver(drain, abort));
            }

            if (!IsOver(drain, abort))
            {
                await PauseAsync(_delays.Next(time.GetElapsedTime(began)), GiveUp(drain, abort));
            }
        }

        _fetched.Abandon();
    }

    private bool IsOver(CancellationToken drain, CancellationToken abort) =>
        abort.IsCancellationRequested || (drain.IsCancellationRequested && _fetched.IsDone);

    // Outcomes that wait for a connection are worth one more, also while draining.
    private CancellationToken GiveUp(CancellationToken drain, CancellationToken abort) => _fetched.IsDone ? drain : abort;

    private async Task ConnectAndServeAsync(CancellationToken drain, CancellationToken abort)
    {
        await using var connection = await ConnectAsync(drain, abort);
        if (await connection.KnowsPullAsync(_functions, _about))
        {
            ReportReturn();
            AbandonFetched();
            await new PullSession(connection, _functions, share, runner, progress, time).RunAsync(drain);
        }
        else if (await connection.KnowsFetchAsync())
        {
            ReportReturn();
            await new FetchSession(connection, _fetched, _functions, share, time, logger).RunAsync(drain);
        }
        else
        {
            throw new InvalidOperationException(
                $"It knows neither pullRequests nor fetchRequest, as a port for clients. {InvocationsConnection.PortForWorkers}");
        }
    }

    private async Task<InvocationsConnection> ConnectAsync(CancellationToken drain, CancellationToken abort)
    {
        try
        {
            var connection = await InvocationsConnection.ConnectAsync(server, time, logger, GiveUp(drain, abort), abort);
            _failedConnects = 0;
            return connection;
        }
        catch
        {
            if (++_failedConnects >= MaxReconnects)
            {
                AbandonFetched();
            }

            throw;
        }
    }

    private void AbandonFetched()
    {
        if (!_fetched.IsDone)
        {
            LogAbandoned(_name);
            _fetched.Abandon();
            _fetched = new FetchedWork(runner);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken giveUp)
    {
        try
        {
            await Task.Delay(pause, time, giveUp);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void ReportLoss(Exception cause, bool isOver)
    {
        if (!_isLost && !isOver)
        {
            _isLost = true;
            LogLost(_name, cause.Message);
        }
    }

    private void ReportReturn()
    {
        if (_isLost)
        {
            _isLost = false;
            LogReturned(_name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No requests from {Server}, until it is there again: {Reason}")]
    private partial void LogLost(string server, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pulling from {Server} again")]
    private partial void LogReturned(string server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Running requests of {Server} are stopped: it went away, and does not wait for them any more")]
    private partial void LogAbandoned(string server);
}
