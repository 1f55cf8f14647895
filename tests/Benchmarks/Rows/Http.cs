namespace OrleansDrpc.Benchmarks;

internal static class Http
{
    public static Task<IReadOnlyList<Row>> RunAsync() => Task.FromResult<IReadOnlyList<Row>>([]);
}
