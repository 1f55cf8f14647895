namespace OrleansDrpc.Interop.Tests;

/// <summary>Java with Debian's libthrift.</summary>
public sealed class JavaLanguage : Language
{
    private const string Jars = "/usr/share/java";

    // The name that Debian 12 gives it, and the one of the library's makers.
    private static readonly string[] ThriftJars = [$"{Jars}/thrift.jar", $"{Jars}/libthrift.jar"];

    private protected override string Name => "Java";

    private protected override string Generator => "java:generated_annotations=suppress";

    private protected override IEnumerable<Requirement> Requirements =>
    [
        Requirement.OnPath("javac", "default-jdk-headless"),
        Requirement.OnPath("java", "default-jdk-headless"),
        new("Thrift for Java (package libthrift-java)", () => Task.FromResult(ThriftJars.Any(File.Exists))),
    ];

    private protected override Command Script => new("java", "-cp", $"{Classes}:{Libraries}", "Check");

    private string Classes => Path.Combine(Generated, "classes");

    private static string Libraries => $"{ThriftJars.First(File.Exists)}:{Jars}/slf4j-api.jar:{Jars}/slf4j-nop.jar";

    private protected override Task BuildAsync()
    {
        string[] sources =
        [
            .. Directory.GetFiles(ProjectFolder.PathOf("Clients", "java"), "*.java"),
            .. Directory.GetFiles(Generated, "*.java", SearchOption.AllDirectories),
        ];
        return Tool.RunAsync(new Command("javac", "-encoding", "UTF-8", "-proc:none", "-nowarn", "-d", Classes, "-cp", Libraries).With(sources));
    }
}
