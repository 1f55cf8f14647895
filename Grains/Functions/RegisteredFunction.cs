using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansDrpc;

/// <summary>A function on this silo: its definition and, for each stage, the code that runs it.</summary>
internal sealed class RegisteredFunction(DrpcFunction definition, IServiceProvider services)
{
    private readonly int _leastSilosToRerun = LeastSilosToRerun(definition);
    private volatile RequestPlan? _planOfOneSilo;

    public DrpcFunction Definition { get; } = definition;

    /// <summary>How many of its requests run on this silo as their home; null: nobody need count them.</summary>
    public RunningLimit? Limit { get; } = definition.Settings.MaxRunning is { } most ? new RunningLimit(most) : null;

    /// <summary>What its requests compute on this silo as their home.</summary>
    public FunctionWork Work { get; } = new(Math.Min(Environment.ProcessorCount, definition.Plan.Stages.Max(stage => stage.TaskCount)));

    /// <summary>What may wait on this silo for tasks of its stages.</summary>
    public QueueBudget Queues { get; } = new(
        definition.Settings.MaxQueuedBytes ?? services.GetRequiredService<IOptions<DrpcOptions>>().Value.EffectiveMaxQueuedBytesOfFunction,
        services.GetRequiredService<QueueBudget>());

    /// <summary>The silos that this one, as a home, plans its requests without.</summary>
    public RefusingSilos RefusedBy { get; } = new();

    /// <summary>Belongs to <see cref="WorkerGate"/>.</summary>
    public FunctionSlots Slots { get; } = new();

    public FunctionPlan Plan => Definition.Plan;

    /// <summary>
    /// Whether an attempt over so many silos runs lost tasks again: where there may be a silo that holds nothing but tasks that can be, or
    /// where they are hedged.
    /// </summary>
    public bool RerunsTasksOver(int silos) => silos >= _leastSilosToRerun;

    /// <summary>The plan of an attempt. Where there is one silo, all attempts have the same.</summary>
    public RequestPlan PlanFor(AttemptId attempt, ImmutableArray<SiloAddress> silos, SiloAddress home, bool rerunsTasks)
    {
        if (silos.Length > 1)
        {
            return new RequestPlan(Plan, attempt, silos, home, rerunsTasks);
        }

        var plan = _planOfOneSilo;
        return plan is not null && plan.Silos == silos && plan.Home.Equals(home) ? plan : _planOfOneSilo = new RequestPlan(Plan, attempt, silos, home);
    }

    /// <summary>By stage index.</summary>
    public StageCode[] Stages { get; } =
        [.. definition.Plan.Stages.Select(stage => stage.Accept(new StageCodeMaker(definition, services)))];

    private static int LeastSilosToRerun(DrpcFunction definition)
    {
        var (plan, settings) = (definition.Plan, definition.Settings);
        return plan.RerunnableStages == 0 || settings.MaxAttempts == 1 || settings.PartialAnswers ? int.MaxValue
            : settings.HedgeDelay is not null ? 2
            : plan.Stages.Skip(plan.RerunnableStages).Max(stage => stage.TaskCount) + 1;
    }
}
