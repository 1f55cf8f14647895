using System.Collections.Immutable;
using System.Net;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;

namespace OrleansDrpc.Embedded.Tests;

public sealed class WireTypeTests
{
    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(decimal?))]
    [InlineData(typeof(DateTimeOffset))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(IPEndPoint))]
    [InlineData(typeof(SiloAddress))]
    [InlineData(typeof(GrainId))]
    [InlineData(typeof(byte[][]))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(ImmutableArray<KeyValuePair<string, long>>))]
    [InlineData(typeof(Dictionary<string, List<(int, Guid)>>))]
    [InlineData(typeof(HashSet<Version>))]
    [InlineData(typeof(ICounterGrain))]
    [InlineData(typeof(InvalidDataException))]
    [InlineData(typeof(GoodRecord))]
    [InlineData(typeof(TreeNode))]
    [InlineData(typeof(Foreign))]
    [InlineData(typeof(ForeignBox<int>))]
    [InlineData(typeof(IReadOnlyList<int>))]
    [InlineData(typeof(object))]
    public void Type_ThatOrleansCanWrite_IsAllowed(Type type) => Assert.Null(WireTypes.Examine(type).Reason);

    [Theory]
    [InlineData(typeof(Action))]
    [InlineData(typeof(MemoryStream))]
    [InlineData(typeof(CancellationTokenSource))]
    [InlineData(typeof(PlainClass))]
    [InlineData(typeof(PlainRecord))]
    [InlineData(typeof(List<PlainClass>))]
    [InlineData(typeof((int, PlainClass)))]
    [InlineData(typeof(PlainClass[]))]
    [InlineData(typeof(BadRecord))]
    [InlineData(typeof(BadMember))]
    public void Type_ThatOrleansCannotWrite_IsRefused(Type type) => Assert.NotNull(WireTypes.Examine(type).Reason);

    [Fact]
    public async Task Argument_OfARefusedType_FailsWithMethodParameterAndType()
    {
        await using var cluster = await Clusters.StartAsync(1);
        var grain = cluster.Client.GetGrain<IWireGrain>("x");

        var failure = Assert.Throws<CodecNotFoundException>(() => { _ = grain.TakeAsync(new BadRecord(new PlainClass())); });

        Assert.Contains("parameter \"value\" of IWireGrain.TakeAsync", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(PlainClass), failure.Message, StringComparison.Ordinal);
        await grain.TakeAnyAsync("fine");
    }

    [Fact]
    public async Task Argument_OfAnOpenType_IsJudgedByTheValue()
    {
        await using var cluster = await Clusters.StartAsync(1);
        var grain = cluster.Client.GetGrain<IWireGrain>("x");

        await grain.TakeAnyAsync(new GoodRecord("x", [1]));
        await grain.TakeAnyAsync(grain);
        var failure = Assert.Throws<CodecNotFoundException>(() => { _ = grain.TakeAnyAsync(new PlainClass()); });

        Assert.Contains("parameter \"value\" of IWireGrain.TakeAnyAsync", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_OfAnOpenType_IsJudgedByTheValue()
    {
        await using var cluster = await Clusters.StartAsync(1);
        var grain = cluster.Client.GetGrain<IWireGrain>("x");

        Assert.IsType<GoodRecord>(await grain.GiveAsync(good: true));
        var failure = await grain.GiveAsync(good: false).Fails<CodecNotFoundException>("the refusal");
        var self = await grain.GiveSelfAsync().Fails<CodecNotFoundException>("the refusal of a grain object");

        Assert.Contains("the result of IWireGrain.GiveAsync", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AsReference", self.Message, StringComparison.Ordinal);
    }
}

public sealed class PlainClass;

public sealed record PlainRecord(int Value);

[GenerateSerializer, Immutable]
public sealed record GoodRecord(string Name, ImmutableArray<int> Values)
{
    [Id(0)]
    public Guid Id { get; init; }

    public PlainClass? NotWritten { get; init; }
}

[GenerateSerializer]
public sealed record BadRecord(PlainClass Value);

[GenerateSerializer]
public sealed class BadMember
{
    [Id(0)]
    public Func<int>? Value { get; set; }
}

[GenerateSerializer]
public sealed class TreeNode
{
    [Id(0)]
    public List<TreeNode> Children { get; set; } = [];
}

public sealed class Foreign;

public sealed class ForeignBox<T>
{
    public T? Value { get; set; }
}

[GenerateSerializer]
public struct ForeignSurrogate;

[RegisterConverter]
public sealed class ForeignConverter : IConverter<Foreign, ForeignSurrogate>
{
    public Foreign ConvertFromSurrogate(in ForeignSurrogate surrogate) => new();

    public ForeignSurrogate ConvertToSurrogate(in Foreign value) => default;
}

[RegisterConverter]
public sealed class ForeignBoxConverter<T> : IConverter<ForeignBox<T>, ForeignSurrogate>
{
    public ForeignBox<T> ConvertFromSurrogate(in ForeignSurrogate surrogate) => new();

    public ForeignSurrogate ConvertToSurrogate(in ForeignBox<T> value) => default;
}

public interface IWireGrain : IGrainWithStringKey
{
    Task TakeAsync(BadRecord value);

    Task TakeAnyAsync(object value);

    Task<object> GiveAsync(bool good);

    Task<IWireGrain> GiveSelfAsync();
}

public sealed class WireGrain : Grain, IWireGrain
{
    public Task TakeAsync(BadRecord value) => Task.CompletedTask;

    public Task TakeAnyAsync(object value) => Task.CompletedTask;

    public Task<object> GiveAsync(bool good) => Task.FromResult<object>(good ? new GoodRecord("x", []) : new PlainClass());

    public Task<IWireGrain> GiveSelfAsync() => Task.FromResult<IWireGrain>(this);
}
