namespace OrleansDrpc.ClientApi.Tests;

/// <summary>
/// What is measured on a machine whose processors the caller shares with the service, and others may share: a run that fails is measured
/// again, a few times. All that is compared is of one run.
/// </summary>
internal sealed class Measured
{
    private const int Runs = 4;
    private readonly List<string> _mistakes = [];

    /// <summary>Measures until nothing is wrong.</summary>
    public static async Task InAnyRunAsync(Func<Measured, Task> run)
    {
        for (var i = 1; ; i++)
        {
            var measured = new Measured();
            await run(measured);
            if (measured._mistakes.Count == 0 || i == Runs)
            {
                Assert.Empty(measured._mistakes);
                return;
            }
        }
    }

    /// <summary>Writes down what has come out.</summary>
    public static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);

    public void Check(bool holds, string what)
    {
        if (!holds)
        {
            _mistakes.Add($"Not so: {what}.");
        }
    }

    /// <summary>There must be none of these.</summary>
    public void CheckNone(IEnumerable<string> mistakes) => _mistakes.AddRange(mistakes.Distinct().Take(5));
}
