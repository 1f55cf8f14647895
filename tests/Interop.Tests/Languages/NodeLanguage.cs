namespace OrleansDrpc.Interop.Tests;

/// <summary>Node with npm's Thrift, of the version in Clients/node/package.json.</summary>
public sealed class NodeLanguage : Language
{
    private static readonly string Modules = ProjectFolder.PathOf("obj", "npm", "node_modules");

    private protected override string Name => "Node";

    private protected override string Generator => "js:node,es6";

    private protected override IEnumerable<Requirement> Requirements =>
    [
        Requirement.OnPath("node", "nodejs"),
        new("Thrift for Node (npm package thrift)", () => Task.FromResult(Directory.Exists(Path.Combine(Modules, "thrift")))),
    ];

    private protected override Command Script => new("node", ProjectFolder.PathOf("Clients", "node", "check.js"))
    {
        Environment = new Dictionary<string, string> { ["NODE_PATH"] = $"{Generated}{Path.PathSeparator}{Modules}" },
    };
}
