namespace OrleansDrpc.Cluster.Tests.Model;

/// <summary>A random function: the definition that the cluster runs, and its plain sequential evaluation.</summary>
internal sealed class FunctionModel(DrpcFunction<long, IReadOnlyList<long>>? all, DrpcFunction<long, long>? one, IReadOnlyList<StageModel> stages, long largestArgument)
{
    public DrpcFunction Definition => (DrpcFunction?)all ?? one!;

    public FunctionSettings Settings => Definition.Settings;

    public long LargestArgument => largestArgument;

    public IEnumerable<CodeFault> Faults => stages.Select(stage => stage.Fault).OfType<CodeFault>();

    /// <summary>Whether its code may fail in this way while there are faults.</summary>
    public bool MayFailBy(params CodeFaultKind[] kinds) => Faults.Any(fault => kinds.Contains(fault.Kind));

    /// <summary>The values in order; null: it is not the one value that the function promises.</summary>
    public long[]? Evaluate(long argument)
    {
        long[] values = [.. Run(stages, argument, int.MaxValue)!.Order()];
        return all is not null || values.Length == 1 ? values : null;
    }

    /// <summary>Whether values, in order, may be an answer in part: what the aggregation makes of some of its items, or of all where all work is in it.</summary>
    public bool MayAnswerInPart(long argument, long[] values, double coverage)
    {
        if (coverage == 1)
        {
            return Evaluate(argument)?.SequenceEqual(values) == true;
        }

        // What aggregations make of parts of others' values is anybody's guess.
        var work = stages.TakeWhile(stage => stage is WorkingStageModel).ToArray();
        return stages.Count > work.Length + 1 || ((AggregationModel)stages[^1]).MayMake(values, Run(work, argument, int.MaxValue)!);
    }

    /// <summary>The values in order, and the share of the work where it is not all.</summary>
    public async Task<(long[] Values, double? Coverage)> ExecuteAsync(IDrpcClient client, long argument, CallOptions options, CancellationToken cancellationToken)
    {
        if (all is not null)
        {
            var values = await client.ExecutePartialAsync(all, argument, options, cancellationToken);
            return ([.. values.Value.Order()], values.Coverage);
        }

        var value = await client.ExecutePartialAsync(one!, argument, options, cancellationToken);
        return ([value.Value], value.Coverage);
    }

    /// <summary>Runs stage after stage; null: more items than the limit.</summary>
    public static IReadOnlyList<long>? Run(IReadOnlyList<StageModel> stages, long argument, int limit)
    {
        List<long> items = [argument];
        foreach (var stage in stages)
        {
            items = [.. stage.Evaluate(items).Take(limit)];
            if (items.Count == limit)
            {
                return null;
            }
        }

        return items;
    }

    public override string ToString() =>
        $"{Definition.Name}: {string.Join(' ', stages)} {(all is null ? "one" : "all")}, {Settings.MaxAttempts} attempts{(Settings.PartialAnswers ? ", partial" : "")}"
        + (Settings.HedgeDelay is { } delay ? $", hedged after {delay.TotalMilliseconds} ms" : "");
}
