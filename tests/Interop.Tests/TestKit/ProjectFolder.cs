using System.Reflection;

namespace OrleansDrpc.Interop.Tests;

/// <summary>Files of this test project, where they lie in the source tree.</summary>
internal static class ProjectFolder
{
    private static readonly string Root = typeof(ProjectFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(ProjectFolder)).Value!;

    /// <summary>Every interface definition.</summary>
    public static IReadOnlyList<string> Definitions { get; } = [PathOf("storm-drpc.thrift"), PathOf("unknown-service.thrift")];

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
