namespace OrleansDrpc.Functions;

/// <summary><c>exclaim</c>: <see cref="Exclamation"/> under the name that Storm's command line examples call it by.</summary>
public static class Exclaim
{
    /// <summary>The function.</summary>
    public static readonly DrpcFunction<string, string> Function = Exclamation.Named("exclaim");
}
