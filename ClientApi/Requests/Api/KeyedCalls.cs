using Microsoft.Extensions.Options;
using OrleansDrpc.Storage;

namespace OrleansDrpc.ClientApi;

/// <summary>Calls with an idempotency key: durable requests whose outcome is waited for. Thread-safe.</summary>
internal sealed class KeyedCalls(FunctionRouter router, Submissions submissions, DurableOutcomes outcomes, IOptions<RequestsOptions> options)
{
    /// <summary>Submits the call, or joins the one that has its key, and waits for the outcome. A client that hangs up does not cancel it.</summary>
    /// <exception cref="DrpcException">The request has failed, or is refused.</exception>
    public async Task<PartialAnswer<string>> ExecuteAsync(HttpContext context, string function, string argument, CallOptions call)
    {
        router.ThrowIfUnknown(function, call.RequestId);
        var headers = SubmitHeaders.Read(context.Request, options.Value);
        var request = await submissions.SubmitAsync(function, argument, call, headers, context.RequestAborted);
        context.Response.Headers[DrpcHttpClient.RequestIdHeader] = request.Request.Id.ToString();
        while (request.Status == RequestStatus.Open)
        {
            request = await outcomes.WaitAsync(request.Request.Id, limit: null, context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();
        }

        return request.Outcome!.Answer is { } answer
            ? new PartialAnswer<string>(answer, request.Outcome.Coverage)
            : throw new DrpcException(request.Outcome.Failure!);
    }
}
