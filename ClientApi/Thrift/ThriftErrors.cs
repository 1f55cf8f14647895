using System.IO.Pipelines;
using System.Text;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>Answers to calls that do not get as far as their method, in Storm's words.</summary>
internal static class ThriftErrors
{
    /// <summary>As Storm's server says it, and why.</summary>
    public static ApplicationError Absent(string method, string what) =>
        new($"Internal error processing {method}: {what} for a request cannot be null", ApplicationErrorType.InternalError);

    public static ApplicationError Internal(string method) => new($"Internal error processing {method}", ApplicationErrorType.InternalError);

    public static void Write(PipeWriter output, ThriftCall call) => call.Error!.Write(output, Encoding.UTF8.GetBytes(call.Method), call.SequenceId);
}
