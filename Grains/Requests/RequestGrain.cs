using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace OrleansDrpc;

/// <inheritdoc cref="IRequestGrain"/>
/// <remarks>The way of a request: (1) the function, and what it allows, (2) the argument, (3) a place among this silo's requests, (4) its attempts, of which
/// most often there is one, (5) nothing left behind. Reentrant, so that a second call with the id of a running request is refused at once
/// in place of waiting for the first to end.</remarks>
[Reentrant, SiloPinned, GrainDirectory(NoDirectory.Name)]
internal sealed class RequestGrain(RequestServices services) : Grain, IRequestGrain
{
    private bool _isRunning;

    public async Task<DrpcReply> ExecuteAsync(DrpcRequest request, CancellationToken cancellationToken)
    {
        if (_isRunning)
        {
            return DrpcReply.Failed(new DrpcFailure(DrpcFailureCode.BadArgument, $"Request {request.Id} is running already; give every call an id of its own.", request.Id));
        }

        _isRunning = true;
        var started = services.Metrics.RequestStarted();
        RegisteredFunction? function = null;
        DrpcReply reply;
        try
        {
            // (1)
            function = services.Functions.Get(request.Function);
            var limits = RequestLimits.Of(services, function, request);

            // (2)
            var argument = ArgumentReader.Read(function.Definition, request, services.Options.MaxArgumentBytes, out var bytes);

            // (3)
            using var place = services.Requests.Admit(function, request, bytes);

            // (4)
            var attempts = new RequestAttempts(services, function, request, limits, argument, place.Work, started, cancellationToken);
            var first = attempts.OpenFirst();
            if (first.IsAlone)
            {
                // Not in a method of its own: for what is as quick as this, a further await is a tenth of the costs.
                try
                {
                    reply = attempts.Succeed(first, (await attempts.CallWorkerAsync(first)).Values);
                }
                catch (Exception e)
                {
                    reply = attempts.Fail(first, e);
                }
            }
            else
            {
                reply = await attempts.RunTogetherAsync(first);
            }

            if (attempts.GoOn)
            {
                reply = await attempts.ReplayAsync(reply);
            }
        }
        catch (Exception e)
        {
            reply = DrpcReply.Failed(Failures.Of(e, request.Id, request.Function) with { Attempts = request.LostAttempts });
        }

        // (5)
        services.Metrics.RequestCompleted(started, function?.Definition.Name, reply.Failure?.Code);
        _isRunning = false;
        DeactivateOnIdle();
        return reply;
    }
}
