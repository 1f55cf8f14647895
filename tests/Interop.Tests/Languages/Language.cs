namespace OrleansDrpc.Interop.Tests;

/// <summary>
/// A language with its Thrift library, and the checks in that language: compiled against code that Thrift's own compiler has generated from
/// this project's interface definitions.
/// </summary>
public abstract class Language : IAsyncLifetime
{
    private readonly TempFolder _generated = new();
    private IReadOnlyList<string> _missing = [];

    private protected abstract string Name { get; }

    /// <summary>Which generator of the compiler.</summary>
    private protected abstract string Generator { get; }

    /// <summary>Beside the compiler.</summary>
    private protected abstract IEnumerable<Requirement> Requirements { get; }

    /// <summary>What runs a check; its name and the addresses follow.</summary>
    private protected abstract Command Script { get; }

    /// <summary>Where the generated code is.</summary>
    private protected string Generated => _generated.Path;

    public async ValueTask InitializeAsync()
    {
        _missing = await MissingAsync();
        if (_missing.Count == 0)
        {
            await GenerateAsync();
            await BuildAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        _generated.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Skips the test that asks where something is missing.</summary>
    internal void IsThere() => Assert.SkipWhen(
        _missing.Count > 0,
        $"{Name} is not tested: {string.Join(", ", _missing)} missing here. tests/Interop.Tests/install installs that, as root on Debian.");

    /// <summary>Starts a check against a front door.</summary>
    internal CheckRun Start(string check, ThriftDoor door) => CheckRun.Start(Script.With(check, door.Clients, door.Workers));

    private protected virtual Task BuildAsync() => Task.CompletedTask;

    private async Task<IReadOnlyList<string>> MissingAsync()
    {
        var missing = new List<string>();
        foreach (var requirement in Requirements.Prepend(Requirement.OnPath("thrift", "thrift-compiler")))
        {
            if (!await requirement.IsMetAsync())
            {
                missing.Add(requirement.Name);
            }
        }

        return missing;
    }

    private async Task GenerateAsync()
    {
        foreach (var definition in ProjectFolder.Definitions)
        {
            await Tool.RunAsync(new Command("thrift", "--gen", Generator, "-out", Generated, definition));
        }
    }
}
