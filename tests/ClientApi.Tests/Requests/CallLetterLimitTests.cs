using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi.Tests;

/// <summary>How many calls that used up their attempts are kept.</summary>
public sealed class CallLetterLimitTests : IAsyncLifetime
{
    private static readonly DrpcFailure UsedUp = new(DrpcFailureCode.FunctionFailed, "It threw.") { AttemptsUsedUp = true };

    private readonly TempFolder _folder = new();
    private readonly LogCollector _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WatchedStore _store;

    public CallLetterLimitTests() => _store = new WatchedStore(_folder);

    public async ValueTask InitializeAsync() => await _store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _services.DisposeAsync();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Note_OneFunctionAlwaysFails_LeavesRoomForOthers()
    {
        var letters = Letters();
        for (var i = 0; i < 200; i++)
        {
            Note(letters, "crash", $"{i}");
        }

        Note(letters, "other", "x");
        await letters.WriteAsync(_store, CancellationToken.None);

        var kept = (await ListAsync()).CountBy(letter => letter.Request.Function).ToDictionary();
        Assert.Equal(new Dictionary<string, int> { ["crash"] = CallLetters.MaxOfFunction, ["other"] = 1 }, kept);
        AssertLeftOut(200 - CallLetters.MaxOfFunction);
    }

    [Fact]
    public async Task Note_AfterAWrite_TheFunctionHasRoomAgain()
    {
        var letters = Letters();
        for (var i = 0; i < 3 * CallLetters.MaxOfFunction; i++)
        {
            Note(letters, "crash", $"{i}");
            if (i == CallLetters.MaxOfFunction)
            {
                await letters.WriteAsync(_store, CancellationToken.None);
            }
        }

        await letters.WriteAsync(_store, CancellationToken.None);

        Assert.Equal(2 * CallLetters.MaxOfFunction, (await ListAsync()).Count);
    }

    [Theory]
    [InlineData(CallLetters.MaxArgumentLength, 1)]
    [InlineData(CallLetters.MaxArgumentLength + 1, 0)]
    public async Task Note_LargeArgument_IsKeptUpToTheLimit(int length, int kept)
    {
        var letters = Letters();

        Note(letters, "crash", new string('x', length));
        await letters.WriteAsync(_store, CancellationToken.None);

        Assert.Equal(kept, (await ListAsync()).Count);
        AssertLeftOut(1 - kept);
    }

    [Fact]
    public async Task Note_WorkersLongMessages_AreKeptShortened()
    {
        var letters = Letters();
        var text = new string('x', 1_000_000);
        var attempt = new AttemptFailure(1, DrpcFailureCode.FunctionFailed, text, text, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

        letters.Note("crash", "x", RequestPriority.Interactive, UsedUp with { RequestId = RequestId.New(), Message = text, Attempts = [attempt] });
        await letters.WriteAsync(_store, CancellationToken.None);

        var letter = Assert.Single(await ListAsync());
        var kept = Assert.Single(letter.Attempts).Failure!;
        Assert.All([letter.Outcome!.Failure!.Message, kept.Message, kept.Stage!], told => Assert.EndsWith("x... (of 1,000,000 characters)", told, StringComparison.Ordinal));
        Assert.All([letter.Outcome.Failure.Message, kept.Message, kept.Stage!], told => Assert.InRange(told.Length, 10_000, 10_100));
    }

    [Fact]
    public async Task Note_FailureOfOneCallTwice_IsOneLetter()
    {
        var letters = Letters();
        var failure = UsedUp with { RequestId = RequestId.New() };

        letters.Note("crash", "x", RequestPriority.Interactive, failure);
        letters.Note("crash", "x", RequestPriority.Interactive, failure);
        await letters.WriteAsync(_store, CancellationToken.None);
        letters.Note("crash", "x", RequestPriority.Interactive, failure);
        await letters.WriteAsync(_store, CancellationToken.None);

        Assert.Equal(failure.RequestId, Assert.Single(await ListAsync()).Request.Id);
        AssertLeftOut(0);
    }

    [Fact]
    public async Task Note_AttemptsNotUsedUp_IsNothing()
    {
        var letters = Letters();

        letters.Note("crash", "x", RequestPriority.Interactive, UsedUp with { AttemptsUsedUp = false });
        await letters.WriteAsync(_store, CancellationToken.None);

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Write_StoreIsAway_LeavesThemOutAndSaysSo()
    {
        var letters = Letters();
        Note(letters, "crash", "x");
        Note(letters, "crash", "y");
        var closed = DurableDoor.Store(_folder);

        await letters.WriteAsync(closed, CancellationToken.None);
        await letters.WriteAsync(_store, CancellationToken.None);

        Assert.Empty(await ListAsync());
        AssertLeftOut(2);
    }

    [Fact]
    public async Task Write_CutOff_KeepsThemForTheNextOne()
    {
        var letters = Letters();
        Note(letters, "crash", "x");
        Note(letters, "crash", "y");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => letters.WriteAsync(_store, new CancellationToken(canceled: true)));
        await letters.WriteAsync(_store, CancellationToken.None);

        Assert.Equal(["x", "y"], (await Task.WhenAll((await ListAsync()).Select(letter => _store.GetAsync(letter.Request.Id, CancellationToken.None))))
            .Select(letter => letter!.Request.Argument).Order());
        AssertLeftOut(0);
    }

    [Fact]
    public async Task Write_MoreThanAreKept_LeavesTheNewestOfEachFunction()
    {
        var letters = Letters(kept: 3);
        foreach (var function in new[] { "crash", "other", "crash", "crash", "crash", "crash" })
        {
            Note(letters, function, "x");
        }

        await letters.WriteAsync(_store, CancellationToken.None);

        var kept = (await ListAsync()).CountBy(letter => letter.Request.Function).ToDictionary();
        Assert.Equal(new Dictionary<string, int> { ["crash"] = 3, ["other"] = 1 }, kept);
    }

    private void AssertLeftOut(int count) => Assert.Equal(
        count == 0 ? [] : [$"{count}"],
        _log.Lines.Where(line => line.Contains("not kept as dead letters", StringComparison.Ordinal)).Select(line => line.TrimEnd().Split(' ')[^1]));

    private static void Note(CallLetters letters, string function, string argument) =>
        letters.Note(function, argument, RequestPriority.Interactive, UsedUp with { RequestId = RequestId.New() });

    private CallLetters Letters(int kept = 100)
    {
        var options = Options.Create(new RequestsOptions { MaxDeadLettersOfCalls = kept });
        var access = new RequestStoreAccess(_store, options, TimeProvider.System, NullLogger<RequestStoreAccess>.Instance);
        var log = LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<CallLetters>();
        return new CallLetters(access, new CallLetterMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), options, TimeProvider.System, log);
    }

    private Task<IReadOnlyList<StoredRequest>> ListAsync() => _store.ListAsync(new RequestFilter(RequestStatus.DeadLetter), CancellationToken.None);
}
