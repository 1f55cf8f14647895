namespace OrleansDrpc.Interop.Tests;

/// <summary>Debian's Python: a python3 that comes first on the PATH need not have Debian's Thrift.</summary>
public sealed class PythonLanguage : Language
{
    private const string Python = "/usr/bin/python3";

    private protected override string Name => "Python";

    private protected override string Generator => "py";

    private protected override IEnumerable<Requirement> Requirements =>
    [
        new("Thrift for Python (package python3-thrift)", async () =>
            File.Exists(Python) && await Tool.SucceedsAsync(new Command(Python, "-c", "import thrift"))),
    ];

    private protected override Command Script => new(Python, ProjectFolder.PathOf("Clients", "python", "check.py"))
    {
        Environment = new Dictionary<string, string> { ["PYTHONPATH"] = Generated, ["PYTHONDONTWRITEBYTECODE"] = "1" },
    };
}
