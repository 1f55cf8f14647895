using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.Grains.Tests;

/// <summary>Things that tests need and do not care about.</summary>
internal static class Some
{
    public static readonly DrpcFunction<int, long> Function = DrpcFunction.Named("some").Takes<int>()
        .Select(item => item, parallelism: 5, name: "work")
        .Aggregate<long>(() => new CountAggregator<int>(), 7, name: "count")
        .Aggregate<long>(() => new SumAggregator<long>(), name: "sum")
        .Returns();

    public static AttemptId Attempt() => new(RequestId.New(), 1);

    public static SiloAddress Silo(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + number), 1);

    public static RegisteredFunction RegisteredFunction(QueueBudget? queues = null)
    {
        var services = new ServiceCollection()
            .AddSingleton(Options.Create(new DrpcOptions()))
            .AddSingleton(new WorkerGate(1, 1))
            .AddSingleton(queues ?? new QueueBudget(long.MaxValue))
            .BuildServiceProvider();
        return new RegisteredFunction(Function, services);
    }

    public static RunningRequest Request(
        RegisteredFunction? function = null, AttemptId? attempt = null, TimeProvider? time = null, RequestPriority priority = RequestPriority.Interactive)
    {
        var id = attempt ?? Attempt();
        var plan = new RequestPlan(Function.Plan, id, [Silo(1)], Silo(1));
        return new RunningRequest(
            id, function ?? RegisteredFunction(), plan, Silo(1), TimeSpan.FromSeconds(10), grains: null!, time ?? TimeProvider.System) { Priority = priority };
    }
}
