using System.Threading.Channels;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Callers of one function, all at once, who make the calls that they are given and collect the answers.</summary>
internal sealed class Callers
{
    private readonly Channel<string> _arguments = Channel.CreateUnbounded<string>();
    private readonly Channel<(string Argument, string Answer)> _answers = Channel.CreateUnbounded<(string, string)>();

    public Callers(IDrpcClient client, string function, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = CallAsync(client, function);
        }
    }

    /// <summary>Makes these calls as well, as soon as callers are free for them.</summary>
    public void Call(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            Assert.True(_arguments.Writer.TryWrite(argument));
        }
    }

    /// <summary>Waits for so many more answers.</summary>
    /// <exception cref="DrpcException">A call has failed.</exception>
    public async Task<IReadOnlyList<(string Argument, string Answer)>> AnswersAsync(int count)
    {
        var answers = new List<(string, string)>();
        while (answers.Count < count)
        {
            answers.Add(await _answers.Reader.ReadAsync().AsTask().Within($"answer {answers.Count + 1} of {count}"));
        }

        return answers;
    }

    private async Task CallAsync(IDrpcClient client, string function)
    {
        try
        {
            await foreach (var argument in _arguments.Reader.ReadAllAsync())
            {
                _answers.Writer.TryWrite((argument, await client.ExecuteAsync(function, argument)));
            }
        }
        catch (Exception e)
        {
            _answers.Writer.TryComplete(e);
        }
    }
}
