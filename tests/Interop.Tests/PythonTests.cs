namespace OrleansDrpc.Interop.Tests;

public sealed class PythonTests(PythonLanguage language, FrontDoors doors) : InteropTests(language, doors), IClassFixture<PythonLanguage>;
