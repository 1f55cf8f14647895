using OrleansDrpc.Thrift;

namespace OrleansDrpc.ClientApi;

/// <summary>Tells failures to connect, after which nothing can have run, from all others.</summary>
internal static class ConnectFailure
{
    /// <returns>Null: it is another failure.</returns>
    public static Exception? Of(Exception exception) => (exception is DrpcException ? exception.InnerException : exception) switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        } failure => failure,
        NoServerException failure => failure,
        _ => null,
    };
}
