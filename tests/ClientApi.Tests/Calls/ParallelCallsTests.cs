using System.Net;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(SharedFrontDoorTests.Name)]
public sealed class ParallelCallsTests(SharedFrontDoor shared)
{
    private const int Connections = 64;
    private const int Rounds = 10;

    [Fact]
    public async Task Calls_MixedOver64Connections_AllGetTheirOwnAnswers()
    {
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(RunAsync)).Within("all answers");
    }

    private async Task RunAsync(int connection)
    {
        using var http = shared.Door.NewClient();
        for (var round = 0; round < Rounds; round++)
        {
            var number = (connection * Rounds) + round;
            Assert.Equal($"{number}", await http.GetStringAsync($"/drpc/echo/{number}"));
            Assert.Equal($"{number * 2}", (await http.InvokeAsync("twice", $"{number}")).Text());
            Assert.Equal("3", (await http.PostTextAsync("/drpc/count%20words", $"a {number} b")).Text());
            var failed = await http.InvokeAsync("fail", $"\"{number}\"");
            Assert.Contains($"with {number}", failed.AssertProblem(HttpStatusCode.InternalServerError, DrpcFailureCode.FunctionFailed), StringComparison.Ordinal);
        }
    }
}
