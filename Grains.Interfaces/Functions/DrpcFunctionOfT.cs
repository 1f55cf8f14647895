using System.Text.Json;

namespace OrleansDrpc;

/// <summary>A function with its types, to call it by (<see cref="IDrpcClient"/>).</summary>
/// <typeparam name="TArgument">What it takes.</typeparam>
/// <typeparam name="TResult">What it returns.</typeparam>
public abstract class DrpcFunction<TArgument, TResult> : DrpcFunction
{
    private protected DrpcFunction(string name, FunctionPlan plan, FunctionSettings settings)
        : base(name, plan, typeof(TArgument), typeof(TResult), settings)
    {
    }

    internal override ItemBatch ReadArgument(string text)
    {
        try
        {
            return ItemBatch.One(DrpcText.To<TArgument>(text));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new DrpcException(
                DrpcFailureCode.BadArgument, $"Function '{Name}' takes {TypeNames.Of(typeof(TArgument))} as JSON; {e.Message}", e);
        }
    }

    internal override bool Accepts(ItemBatch argument) => argument.Count == 1 && argument.Holds<TArgument>();

    /// <summary>The answer from the values of the last stage.</summary>
    internal abstract TResult ReadAnswer(ItemBatch values);

    internal override string WriteAnswer(ItemBatch values) => DrpcText.From(ReadAnswer(values));

    private protected static ItemBatch Join<T>(IReadOnlyList<ItemBatch> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var joined = new T[parts.Sum(part => part.Count)];
        var at = 0;
        foreach (var part in parts)
        {
            part.Items<T>().CopyTo(joined.AsMemory(at));
            at += part.Count;
        }

        return ItemBatch.Of(joined, joined.Length);
    }
}

/// <summary>A function that returns the only value of its last stage.</summary>
internal sealed class OneValueFunction<TArgument, TResult>(string name, FunctionPlan plan, FunctionSettings settings)
    : DrpcFunction<TArgument, TResult>(name, plan, settings)
{
    internal override ItemBatch JoinValues(IReadOnlyList<ItemBatch> parts)
    {
        var values = Join<TResult>(parts);
        return values.Count == 1 ? values : throw new DrpcException(new DrpcFailure(
            DrpcFailureCode.FunctionFailed,
            $"Function '{Name}' returns one value, but its last stage '{Plan.LastStage.Name}' emitted {values.Count}. "
            + "Emit exactly one, or end the definition with ReturnsAll().",
            IsPermanent: true));
    }

    internal override TResult ReadAnswer(ItemBatch values) => values.Items<TResult>().Span[0];
}

/// <summary>A function that returns all values of its last stage.</summary>
internal sealed class AllValuesFunction<TArgument, TItem>(string name, FunctionPlan plan, FunctionSettings settings)
    : DrpcFunction<TArgument, IReadOnlyList<TItem>>(name, plan, settings)
{
    internal override ItemBatch JoinValues(IReadOnlyList<ItemBatch> parts) => Join<TItem>(parts);

    internal override IReadOnlyList<TItem> ReadAnswer(ItemBatch values) => values.Items<TItem>().ToArray();
}
