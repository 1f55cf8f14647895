namespace OrleansDrpc.Interop.Tests;

public sealed class JavaTests(JavaLanguage language, FrontDoors doors) : InteropTests(language, doors), IClassFixture<JavaLanguage>;
