namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Tests that look at the whole process or machine: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone";
}
