namespace OrleansDrpc.Interop.Tests;

public sealed class NodeTests(NodeLanguage language, FrontDoors doors) : InteropTests(language, doors), IClassFixture<NodeLanguage>;
