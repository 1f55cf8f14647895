using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansDrpc.Storage.Tests;

/// <summary>A process that writes until it is killed, and prints what was acknowledged to it: the other half of <see cref="WriterProcess"/>.</summary>
internal static class WriterProgram
{
    public const string Argument = "an argument";

    private const int Writers = 16;
    private const int Kept = 50;

    public static async Task<int> RunAsync(string directory)
    {
        var options = new FileRequestStoreOptions { Directory = directory, SegmentBytes = 1 << 15, GarbageShare = 0.2 };
        await using var store = new FileRequestStore(options, NullLogger<FileRequestStore>.Instance);
        try
        {
            await store.OpenAsync(OwnerId.New(), TimeSpan.FromMinutes(1), CancellationToken.None);
        }
        catch (RequestStoreException e)
        {
            Say($"refused {e.Message}");
            return 3;
        }

        Say("open");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(store))));
        return 0;
    }

    private static async Task WriteAsync(FileRequestStore store)
    {
        Queue<RequestId> ended = [];
        while (true)
        {
            var request = Requests.New(Argument);
            await store.AddAsync(request, CancellationToken.None);
            Say($"added {request.Id}");
            await store.StartAttemptAsync(request.Id, 1, request.Submitted, CancellationToken.None);
            Say($"started {request.Id}");
            if (request.Id.Value.ToByteArray()[0] % 2 == 0)
            {
                continue;
            }

            await store.FinishAsync(request.Id, Requests.Answer(AnswerOf(request.Id)), CancellationToken.None);
            Say($"ended {request.Id}");
            ended.Enqueue(request.Id);
            if (ended.Count > Kept)
            {
                var old = ended.Dequeue();
                Say($"dropping {old}");
                await store.DropAsync(old, CancellationToken.None);
                Say($"dropped {old}");
            }
        }
    }

    public static string AnswerOf(RequestId id) => $"the answer of {id}";

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
