namespace OrleansDrpc.ClientApi.Tests;

/// <summary>Processes take processors; not more than one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}
