using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>How a failure looks to Storm's Thrift clients.</summary>
internal static class ThriftFailure
{
    /// <summary>What a worker said stays as it said it; the service's own failures have their own words under Storm's types.</summary>
    public static StormFailure Of(DrpcException exception) => exception.InnerException is StormFailureException storm
        ? storm.Failure
        : new StormFailure(exception.Message, FailureStatus.Of(exception.Code).StormType);
}
