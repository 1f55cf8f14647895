namespace OrleansDrpc.Grains.Tests;

public sealed class StageInboxTests
{
    private const int BytesOfBatch = sizeof(int);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly Workers _workers = new();
    private readonly QueueBudget _silo = new(1000);
    private readonly RunningRequest _request;
    private readonly StageInbox _inbox;

    public StageInboxTests()
    {
        _request = Some.Request(Some.RegisteredFunction(_silo));
        _inbox = new StageInbox(_request, Some.Function.Plan.Stages[0], _workers, new DrpcOptions { MaxQueuedBatches = 3 });
    }

    [Fact]
    public async Task Post_TasksAreIdle_NothingWaitsAndNothingIsCounted()
    {
        await Post(task: 0);
        await Post(task: 1);

        Assert.Equal(2, _workers.Works.Count);
        Assert.Equal(0, _request.QueuedBytes);
    }

    [Fact]
    public async Task Post_QueuesHaveRoom_SendersWaitBeyondTheCapacity()
    {
        var posts = Enumerable.Range(0, 6).Select(_ => Post(task: 0)).ToArray();
        Assert.Equal([true, true, true, true, false, false], posts.Select(post => post.IsCompleted));
        Assert.Equal(5 * BytesOfBatch, _request.QueuedBytes);

        await _workers.EndAsync(0);
        Assert.False(posts[4].IsCompleted);
        await _workers.EndAsync(1);
        await Task.WhenAll(posts).WaitAsync(Limit);
        Assert.Equal(3 * BytesOfBatch, _request.QueuedBytes);
    }

    [Fact]
    public async Task Post_SilosQueuesAreFull_SendersWaitBeyondOneBatchUntilItIsTaken()
    {
        _silo.Add(1001);

        Task[] posts = [Post(task: 0), Post(task: 0), Post(task: 0), Post(task: 1)];
        Assert.Equal([true, true, false, false], posts.Select(post => post.IsCompleted));
        Assert.Equal(2, _workers.Works.Count);

        await _workers.EndAsync(0);
        await Task.WhenAll(posts).WaitAsync(Limit);
        Assert.Equal(BytesOfBatch, _request.QueuedBytes);
    }

    [Fact]
    public async Task Post_QueuesHaveRoomAgain_AllWhoFitGoOnWithTheNextBatchThatIsTaken()
    {
        _silo.Add(1001);
        var posts = Enumerable.Range(0, 5).Select(_ => Post(task: 0)).ToArray();
        Assert.Equal([true, true, false, false, false], posts.Select(post => post.IsCompleted));

        _silo.BeginLook();
        _silo.EndLook(0);
        await _workers.EndAsync(0);

        await Task.WhenAll(posts).WaitAsync(Limit);
    }

    [Fact]
    public async Task Post_QueuesAreFullAllTheTime_EverythingIsWorkedOn()
    {
        _silo.Add(1001);
        var posts = Enumerable.Range(0, 20).Select(i => Post(task: i % 3)).ToArray();

        for (var work = 0; work < posts.Length; work++)
        {
            await _workers.EndAsync(work);
        }

        await Task.WhenAll(posts).WaitAsync(Limit);
        Assert.Equal(0, _request.QueuedBytes);
    }

    private Task Post(int task) => _inbox.PostAsync(task, ItemBatch.One(1));

    private sealed class Workers : IStageWorkerGrain
    {
        private readonly List<TaskCompletionSource<StageReceipt>> _works = [];
        private readonly SemaphoreSlim _begun = new(0);
        private int _seen;

        public List<TaskCompletionSource<StageReceipt>> Works => _works;

        public Task<StageReceipt> RunAsync(StageWork work)
        {
            // Not asynchronously: whoever ends a work sees what follows.
            var running = new TaskCompletionSource<StageReceipt>();
            lock (_works)
            {
                _works.Add(running);
            }

            _begun.Release();
            return running.Task;
        }

        /// <summary>Ends the work of that number, when it has begun.</summary>
        public async Task EndAsync(int number)
        {
            for (; _seen <= number; _seen++)
            {
                Assert.True(await _begun.WaitAsync(Limit), $"Waited {Limit} for work {number} to begin.");
            }

            _works[number].SetResult(StageReceipt.Empty);
        }
    }
}
