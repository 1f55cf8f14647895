using System.Text;

namespace OrleansDrpc;

/// <summary>Tells plans apart by their shape.</summary>
internal static class PlanVersion
{
    public static string Of(FunctionPlan plan)
    {
        var text = new StringBuilder();
        foreach (var stage in plan.Stages)
        {
            text.Append(stage.Name).Append('|').Append(stage.IsAggregator).Append('|').Append(stage.TaskCount)
                .Append('|').Append(stage.ItemType).Append('|').Append(stage.OutputType).Append(stage.IsIdempotent ? "|idempotent\n" : "\n");
        }

        foreach (var edge in plan.Edges)
        {
            text.Append(edge.From).Append('>').Append(edge.To).Append('|').Append(edge.Grouping).Append('|').Append(edge.KeyType).Append('\n');
        }

        return StableHash.Of(text.ToString()).ToString("x16");
    }
}
