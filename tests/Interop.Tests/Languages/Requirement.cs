namespace OrleansDrpc.Interop.Tests;

/// <summary>Something of this machine that a language's checks need.</summary>
/// <param name="Name">What it is, and the Debian package that has it.</param>
/// <param name="IsMetAsync">Whether it is there.</param>
internal sealed record Requirement(string Name, Func<Task<bool>> IsMetAsync)
{
    public static Requirement OnPath(string program, string package) =>
        new($"{program} (package {package})", () => Task.FromResult(Tool.IsOnPath(program)));
}
