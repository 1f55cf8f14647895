using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Submits durable requests. The body is the argument: JSON as at /invoke, or with content type text/plain text as at /drpc.</summary>
internal sealed class SubmitRoute(CallServices services, Submissions submissions, IOptions<RequestsOptions> options)
{
    private const string PlainText = "text/plain";

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey(DrpcHttpClient.RequestIdHeader))
        {
            throw RequestRefusals.Bad($"A submitted request gets its id here; the header {DrpcHttpClient.RequestIdHeader} is not for submits. To give it a name, use {SubmitHeaders.KeyHeader}.");
        }

        var call = CallHeaders.Take(context);
        services.Readiness.ThrowIfStarting();
        var headers = SubmitHeaders.Read(context.Request, options.Value);
        var function = (string)context.Request.RouteValues[CallEndpoint.FunctionParameter]!;
        services.Router.ThrowIfUnknown(function, call.RequestId);
        var argument = await ReadArgumentAsync(context.Request, function);

        var request = await submissions.SubmitAsync(function, argument, call, headers, context.RequestAborted);
        ApiRoute.Name(context, request.Request.Id);
        var status = request.Status == RequestStatus.Open ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await ApiRoute.WriteAcceptedAsync(context, RequestViews.Of(request), status);
    }

    private ValueTask<string> ReadArgumentAsync(HttpRequest request, string function) =>
        request.ContentType?.StartsWith(PlainText, StringComparison.OrdinalIgnoreCase) == true
            ? CallBody.ReadAsync(request, services.Limits, CallBody.Text)
            : JsonArgument.ReadAsync(request, services.Functions, function, services.Limits);
}
