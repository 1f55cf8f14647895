using System.IO.Pipelines;
using System.Text;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>Answers to calls that do not get as far as their method, in Storm's words.</summary>
internal static class ThriftErrors
{
    /// <summary>For accidents, and for calls that name no function or no request: Storm's very words, which tell no more.</summary>
    public static ApplicationError Internal(string method) => new($"Internal error processing {method}", ApplicationErrorType.InternalError);

    /// <summary>For what a caller may not do.</summary>
    public static string NotAuthorized(string method, string why) => $"DRPC request '{method}' for 'unknown' user is not authorized: {why}";

    public static void Write(PipeWriter output, ThriftCall call) => call.Error!.Write(output, Encoding.UTF8.GetBytes(call.Method), call.SequenceId);
}
