using System.IO.Pipelines;
using System.Net.Sockets;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting.Tests;

/// <summary>What a DRPC server's port knows besides result and failRequest.</summary>
internal sealed record ServerAbilities(bool Pull = true, bool Reasons = true, bool Fetch = true, bool TellsEnded = true)
{
    public static ServerAbilities OfStorm { get; } = new(Pull: false);
}

/// <summary>A request that waits at the server.</summary>
internal sealed record ServerRequest(string Id, string Function, string Argument, long MillisecondsLeft);

/// <summary>How a worker finished a request.</summary>
internal sealed record Finished(string Method, string Id, string? Text, int? Type);

/// <summary>
/// A DRPC server's port for workers over real TCP, whose requests a test makes up. In pull mode it leases requests to connections, and takes
/// them back when the connection ends; by fetchRequest they are the worker's for good.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly ServerAbilities _knows;
    private readonly ReservedPort _port;
    private readonly bool _ownsPort;
    private readonly Socket _listening;
    private readonly Watched _state = new();
    private readonly LinkedList<ServerRequest> _queue = [];
    private readonly Dictionary<string, (ServerRequest Request, Socket Holder)> _leases = [];
    private readonly List<(string Id, Socket Holder)> _ended = [];
    private readonly List<Finished> _finished = [];
    private readonly List<string> _calls = [];
    private readonly List<Socket> _open = [];
    private readonly List<Task> _serving = [];
    private int _lastId;
    private int _connections;
    private int _mostLeases;
    private bool _stopped;

    private ScriptedServer(ServerAbilities knows, ReservedPort? port)
    {
        _knows = knows;
        _port = port ?? new ReservedPort();
        _ownsPort = port is null;
        _listening = _port.Listen();
        _serving.Add(AcceptAsync());
    }

    public string Address => _port.Address;

    /// <summary>Asked about every result or failure that comes; true: the connection ends in place of a reply, and the outcome does not count.</summary>
    public Func<Finished, bool> Drops { get; set; } = _ => false;

    public int Connections => _state.Read(() => _connections);

    public int MostLeases => _state.Read(() => _mostLeases);

    public int Leases => _state.Read(() => _leases.Count);

    public int Waiting => _state.Read(() => _queue.Count);

    /// <summary>All calls so far: the method, and what is special about it.</summary>
    public IReadOnlyList<string> Calls => _state.Read(() => _calls.ToArray());

    public IReadOnlyList<Finished> Outcomes => _state.Read(() => _finished.ToArray());

    public static ScriptedServer Start(ServerAbilities? knows = null, ReservedPort? port = null) => new(knows ?? new ServerAbilities(), port);

    public string Add(string function, string argument, long millisecondsLeft = 600_000)
    {
        var id = "";
        _state.Change(() => _queue.AddLast(new ServerRequest(id = $"{++_lastId}", function, argument, millisecondsLeft)));
        return id;
    }

    /// <summary>Nobody waits for a request any more that a worker has.</summary>
    public void End(string id) => _state.Change(() =>
    {
        Assert.True(_leases.Remove(id, out var lease), $"Nobody has request {id}.");
        _ended.Add((id, lease.Holder));
    });

    public async Task<Finished> OutcomeOf(string id)
    {
        await Until(() => _finished.Any(outcome => outcome.Id == id), $"the outcome of request {id}");
        return Outcomes.Last(outcome => outcome.Id == id);
    }

    public Task UntilCalled(string call, int times = 1) => Until(() => _calls.Count(made => made == call) >= times, $"{times} calls '{call}'");

    public Task UntilConnections(int count) => Until(() => _connections >= count, $"{count} connections");

    public Task UntilLeases(int count) => Until(() => _leases.Count == count, $"{count} leases");

    public Task UntilClosed() => Until(() => _open.Count == 0, "the worker to close its connection");

    public void DropConnections() => _state.Read<Socket[]>(() => [.. _open]).ToList().ForEach(socket => socket.Close(0));

    public async Task StopAsync()
    {
        _stopped = true;
        _listening.Dispose();
        DropConnections();
        await Task.WhenAll(_state.Read(() => _serving.ToArray())).Within("the scripted server to stop");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsPort)
        {
            _port.Dispose();
        }
    }

    private Task Until(Func<bool> isSo, string what) => _state.Until(isSo, $"{what}; so far: {string.Join(", ", Calls.TakeLast(20))}");

    private async Task AcceptAsync()
    {
        while (!_stopped)
        {
            try
            {
                var socket = await _listening.AcceptAsync();
                socket.NoDelay = true;
                _state.Change(() =>
                {
                    _connections++;
                    _open.Add(socket);
                    _serving.Add(ServeAsync(socket));
                });
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var (input, output) = (PipeReader.Create(stream), PipeWriter.Create(stream));
        var frames = new FrameReader(input, 64 << 20);
        try
        {
            while (await frames.ReadAsync(Parse, CancellationToken.None) is { Any: true, Value: { } call } && await AnswerAsync(call, socket, frames, output))
            {
                await output.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
        }

        _state.Change(() => Forget(socket));
    }

    private static (string Method, int SequenceId, object? Call) Parse(ReadOnlySpan<byte> message)
    {
        var reader = new ThriftReader(message);
        var header = reader.ReadHeader();
        object? call = header.NameText switch
        {
            "pullRequests" => PullRequestsCall.Read(ref reader),
            "fetchRequest" => FetchRequestCall.Read(ref reader),
            "result" => ResultCall.Read(ref reader),
            "failRequest" => FailRequestCall.Read(ref reader),
            "failRequestV2" => FailRequestV2Call.Read(ref reader),
            _ => null,
        };
        return (header.NameText, header.SequenceId, call);
    }

    /// <returns>False: the connection ends.</returns>
    private async Task<bool> AnswerAsync((string Method, int SequenceId, object? Call) call, Socket socket, FrameReader frames, PipeWriter output)
    {
        switch (call.Call)
        {
            case PullRequestsCall pull when _knows.Pull:
                Note($"pullRequests {pull.Max}");
                var leased = await LeaseAsync(pull, socket, frames);
                PullRequestsReply.Write(output, call.SequenceId, leased, pull.TellsEnded ? TakeEnded(socket) : []);
                return true;
            case FetchRequestCall fetch when _knows.Fetch:
                Note($"fetchRequest {fetch.Function}");
                var request = Take([fetch.Function!], 1).SingleOrDefault();
                FetchRequestReply.Write(output, call.SequenceId, request?.Argument ?? "", request?.Id ?? "");
                return true;
            case ResultCall result:
                return Finish(new Finished("result", result.Id!, result.Result, null), call.SequenceId, output);
            case FailRequestCall fail:
                return Finish(new Finished("failRequest", fail.Id!, null, null), call.SequenceId, output);
            case FailRequestV2Call fail when _knows.Reasons:
                return Finish(new Finished("failRequestV2", fail.Id!, fail.Failure!.Message, fail.Failure.Type), call.SequenceId, output);
            default:
                Note($"unknown {call.Method}");
                ApplicationError.UnknownMethod(call.Method).Write(output, System.Text.Encoding.UTF8.GetBytes(call.Method), call.SequenceId);
                return true;
        }
    }

    private bool Finish(Finished outcome, int sequenceId, PipeWriter output)
    {
        Note($"{outcome.Method} {outcome.Id}");
        if (Drops(outcome))
        {
            return false;
        }

        _state.Change(() =>
        {
            _leases.Remove(outcome.Id);
            _finished.Add(outcome);
        });
        FinishReply.Write(output, System.Text.Encoding.UTF8.GetBytes(outcome.Method), sequenceId);
        return true;
    }

    private async Task<IReadOnlyList<PulledRequest>> LeaseAsync(PullRequestsCall pull, Socket holder, FrameReader frames)
    {
        while (true)
        {
            var changed = _state.Changed;
            var taken = Take(pull.Functions, pull.Max, holder);
            if (taken.Count > 0 || pull.WaitMilliseconds == 0 || (pull.Max == 0 && !_knows.TellsEnded) || (pull.TellsEnded && _state.Read(() => _ended.Any(ended => ended.Holder == holder))))
            {
                return [.. taken.Select(request => new PulledRequest(request.Function, request.Argument, request.Id, request.MillisecondsLeft))];
            }

            if (await Task.WhenAny(changed, frames.MoreAsync()) != changed)
            {
                return [];
            }
        }
    }

    private List<ServerRequest> Take(IReadOnlyList<string> functions, int max, Socket? holder = null)
    {
        var taken = _state.Read(() => _queue.Where(request => functions.Contains(request.Function)).Take(max).ToList());
        if (taken.Count > 0)
        {
            _state.Change(() => taken.RemoveAll(request => !TryTake(request, holder)));
        }

        return taken;
    }

    private string[] TakeEnded(Socket holder)
    {
        var ended = _state.Read(() => _ended.Where(lease => lease.Holder == holder).ToArray());
        if (ended.Length > 0)
        {
            _state.Change(() => _ended.RemoveAll(lease => lease.Holder == holder));
        }

        return [.. ended.Select(lease => lease.Id)];
    }

    private bool TryTake(ServerRequest request, Socket? holder)
    {
        var isTaken = _queue.Remove(request);
        if (isTaken && holder is not null)
        {
            _leases.Add(request.Id, (request, holder));
            _mostLeases = Math.Max(_mostLeases, _leases.Count);
        }

        return isTaken;
    }

    private void Forget(Socket socket)
    {
        _open.Remove(socket);
        foreach (var (request, _) in _leases.Values.Where(lease => lease.Holder == socket).ToList())
        {
            _leases.Remove(request.Id);
            _queue.AddFirst(request);
        }
    }

    private void Note(string call) => _state.Change(() => _calls.Add(call));
}
