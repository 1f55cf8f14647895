namespace OrleansDrpc.ClientApi;

/// <summary>Makes calls one after the other, and writes each answer as Storm's client does.</summary>
internal sealed class CallRun(IDrpcClient client, CommandConsole console)
{
    /// <returns>The exit code.</returns>
    /// <exception cref="DrpcException">No server could be reached, so there is no point in going on.</exception>
    public async Task<int> RunAsync(IReadOnlyList<NamedCall> calls, CallOptions options, CancellationToken cancellationToken)
    {
        var exitCode = 0;
        foreach (var call in calls)
        {
            try
            {
                var answer = await client.ExecutePartialAsync(call.Function, call.Argument, options, cancellationToken);
                await console.Output.WriteLineAsync($"{call} => \"{answer.Value}\"");
                if (answer.Coverage is { } share)
                {
                    await console.Error.WriteLineAsync($"{call} is answered in part: {(int)(share * 100)} % of its work was done by its deadline");
                }
            }
            catch (DrpcException e) when (ConnectFailure.Of(e) is null)
            {
                await console.Error.WriteLineAsync($"{call} failed: {e.Code}: {e.Message}");
                exitCode = StartException.Failed;
            }
        }

        return exitCode;
    }
}
