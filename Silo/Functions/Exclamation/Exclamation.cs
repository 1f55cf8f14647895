namespace OrleansDrpc.Functions;

/// <summary><c>exclamation</c>: the argument with an exclamation mark, as in Storm's BasicDRPCTopology.</summary>
public static class Exclamation
{
    /// <summary>The function.</summary>
    public static readonly DrpcFunction<string, string> Function = Named("exclamation");

    /// <summary>One stage of one task, so that a request costs one worker call.</summary>
    internal static DrpcFunction<string, string> Named(string name) => DrpcFunction.Named(name)
        .WithDescription("The argument with an exclamation mark.")
        .Takes<string>()
        .Select(static text => text + "!", name: "exclaim")
        .Returns();
}
