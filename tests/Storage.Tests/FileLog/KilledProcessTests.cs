using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansDrpc.Storage.Tests;

/// <summary>Processes that write and are killed: what they were told is recorded is there.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int Kills = 10;
    private readonly TempFolder _folder = new();
    private readonly Random _random = new(20260301);

    [Fact]
    public async Task Kill_AtRandomMoments_EverythingAcknowledgedIsThere()
    {
        List<string> said = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = new WriterProcess(_folder.Path, _random.Next(1, 5000));
            await process.SaidEnough;
            await process.KillAsync();
            said.AddRange(process.Said);
            await AssertThereAsync(said);
        }
    }

    [Fact]
    public async Task Open_WhileAnotherProcessHasIt_IsRefusedOnBothSides()
    {
        using var first = new WriterProcess(_folder.Path, 1);
        await first.SaidEnough;
        var options = new FileRequestStoreOptions { Directory = _folder.Path };
        await using var here = new FileRequestStore(options, NullLogger<FileRequestStore>.Instance);

        var refusal = await Assert.ThrowsAsync<RequestStoreException>(() => here.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None));
        using var second = new WriterProcess(_folder.Path, 1);

        Assert.Equal(3, await second.EndAsync());
        Assert.StartsWith("refused", Assert.Single(second.Said), StringComparison.Ordinal);
        Assert.Contains(_folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task AssertThereAsync(List<string> said)
    {
        var options = new FileRequestStoreOptions { Directory = _folder.Path };
        await using var store = new FileRequestStore(options, NullLogger<FileRequestStore>.Instance);
        await store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None).Within("the log to be recovered");
        var facts = said.Select(line => line.Split(' ')).Where(words => words.Length == 2).ToLookup(words => words[0], words => RequestId.Parse(words[1]));
        var dropping = facts["dropping"].ToHashSet();
        var started = facts["started"].ToHashSet();
        var ended = facts["ended"].ToHashSet();
        foreach (var id in facts["added"].Where(id => !dropping.Contains(id)))
        {
            var found = await store.FindAsync(id);
            Assert.Equal(WriterProgram.Argument, found.Request.Argument);
            Assert.True(found.Attempts.Count == 1 || !started.Contains(id), $"The attempt of {id} is lost.");
            Assert.True(found.Status == RequestStatus.Succeeded || !ended.Contains(id), $"The outcome of {id} is lost.");
            Assert.True(found.Outcome is null || found.Outcome.Answer == WriterProgram.AnswerOf(id), $"The answer of {id} is another one.");
        }

        foreach (var id in facts["dropped"])
        {
            Assert.Null(await store.GetAsync(id, CancellationToken.None));
        }
    }
}
