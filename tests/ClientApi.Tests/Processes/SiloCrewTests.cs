using System.Text.RegularExpressions;

namespace OrleansDrpc.ClientApi.Tests;

[Collection(ProcessTests.Name)]
public sealed partial class SiloCrewTests
{
    private const int Callers = 32;

    [Fact]
    public async Task Execute_SilosAreKilledOneAfterAnother_TwoThousandRightAnswersFromSilos()
    {
        const int Kills = 8;
        const int CallsForEach = 250;
        const int BeforeTheKill = 100;
        await using var crew = await SiloCrew.StartAsync(3);
        await using var client = crew.NewClient();
        var callers = new Callers(client, SiloCrew.Function, Callers);
        var answers = new List<(string, string)>();

        for (var kill = 0; kill < Kills; kill++)
        {
            callers.Call(SiloCrew.Arguments(CallsForEach));
            answers.AddRange(await callers.AnswersAsync(BeforeTheKill));
            await crew.ReplaceAsync(kill % crew.Silos.Count);
            answers.AddRange(await callers.AnswersAsync(CallsForEach - BeforeTheKill));
            await crew.AllServeAsync();
        }

        Assert.Equal(Kills * CallsForEach, answers.Count);
        SiloCrew.AssertOfSilos(answers);
        Assert.InRange(CountRequeued(crew.Door), 1, int.MaxValue);
    }

    [Fact]
    public async Task Terminate_ASiloUnderLoad_LosesNoRequestAndExitsWith0()
    {
        await using var crew = await SiloCrew.StartAsync(2);
        await using var client = crew.NewClient();
        var callers = new Callers(client, SiloCrew.Function, Callers);

        callers.Call(SiloCrew.Arguments(2000));
        var before = await callers.AnswersAsync(500);
        crew.Silos[0].Terminate();
        var exitCode = await crew.Silos[0].ExitAsync();
        var after = await callers.AnswersAsync(1500);

        Assert.Equal(0, exitCode);
        SiloCrew.AssertOfSilos([.. before, .. after]);
        Assert.DoesNotContain("unfinished", crew.Door.Error, StringComparison.Ordinal);
        Assert.Equal("", crew.Silos[0].Error);
    }

    [Fact]
    public async Task Restart_OfTheFrontDoorOnTheSamePorts_SilosComeBackByThemselves()
    {
        await using var crew = await SiloCrew.StartAsync(2);
        await crew.ReplaceDoorAsync();
        await crew.AllServeAsync();
        await using var client = crew.NewClient();
        var callers = new Callers(client, SiloCrew.Function, Callers);

        callers.Call(SiloCrew.Arguments(200));

        SiloCrew.AssertOfSilos(await callers.AnswersAsync(200));
        Assert.All(crew.Silos, silo => Assert.Contains("again", silo.Error, StringComparison.Ordinal));
    }

    /// <summary>How many requests silos had when they were killed.</summary>
    private static int CountRequeued(FrontDoorProcess door) =>
        Requeued().Matches(door.Error).Sum(line => int.Parse(line.Groups[1].ValueSpan, provider: null));

    [GeneratedRegex(@"requests unfinished: (\d+) go to others, 0 are given up")]
    private static partial Regex Requeued();
}
