namespace OrleansDrpc.ClientApi.Tests;

public sealed class StressTests
{
    private const int Workers = 12;
    private const int Callers = 24;
    private const int CallsEach = 150;
    private static readonly string[] Functions = ["a", "b", "c", "echo"];

    /// <summary>
    /// Workers fetch and pull, break off pulls, lose requests by closing and by time, and answer twice, all at random, while callers call. Every call
    /// must end with the right answer, because requests come back more often than workers are lost, and nothing may be left over.
    /// </summary>
    [Fact]
    public async Task EverythingAtOnce_EveryCallIsAnsweredRightAndNothingIsLeft()
    {
        using var bench = new QueueBench(options => (options.MaxRequeues, options.LeaseTime) = (100, TimeSpan.FromMilliseconds(20)), TimeProvider.System);
        using var done = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(seed => Task.Run(() => WorkAsync(bench, new Random(seed), done.Token))).ToArray();
        var callers = Enumerable.Range(0, Callers).Select(seed => Task.Run(() => CallAsync(bench, new Random(1000 + seed), seed))).ToArray();

        await Task.WhenAll(callers).Within("all calls");
        await done.CancelAsync();
        await Task.WhenAll(workers).Within("all workers");

        bench.AssertNothingLeft();
        Assert.All(bench.Queues.Functions, function => Assert.Equal(0, function.Workers));
    }

    private static async Task CallAsync(QueueBench bench, Random random, int caller)
    {
        for (var number = 0; number < CallsEach; number++)
        {
            var function = Functions[random.Next(Functions.Length)];
            var argument = $"{caller}/{number}";
            using var cancellation = new CancellationTokenSource();
            var call = bench.Call(function, argument, cancellationToken: cancellation.Token);
            if (random.Next(10) == 0)
            {
                await cancellation.CancelAsync();
            }

            try
            {
                var answer = await call;
                Assert.True(answer == $"{function}: {argument}" || (function == "echo" && answer == $"silo: {argument}"), answer);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // It lost the race, which is as good.
            }
        }
    }

    private static async Task WorkAsync(QueueBench bench, Random random, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            using var session = bench.Connect();
            for (var step = random.Next(1, 30); step > 0 && !done.IsCancellationRequested; step--)
            {
                foreach (var request in await TakeAsync(session, random, done))
                {
                    Finish(session, request, random);
                }
            }
        }
    }

    private static async Task<IReadOnlyList<FetchedRequest>> TakeAsync(WorkerSession session, Random random, CancellationToken done)
    {
        if (random.Next(4) == 0)
        {
            return session.Fetch(Functions[random.Next(Functions.Length)]) is { } request ? [request] : [];
        }

        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(done);
        var wait = TimeSpan.FromMilliseconds(random.Next(20));
        var pull = session.PullAsync(Functions, random.Next(1, 8), wait, interruption.Token);
        if (random.Next(3) == 0)
        {
            await interruption.CancelAsync();
        }

        return await pull;
    }

    // Some are forgotten; they come back when the session closes or their leases run out.
    private static void Finish(WorkerSession session, FetchedRequest request, Random random)
    {
        if (random.Next(20) != 0)
        {
            session.Complete(request.LeaseId, $"{request.Function}: {request.Argument}");
            session.Complete(request.LeaseId, "a second answer");
        }
    }
}
