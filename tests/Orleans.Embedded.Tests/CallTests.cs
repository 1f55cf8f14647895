using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansDrpc.Embedded.Tests;

public sealed class CallTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync(configure: silo => silo.Services.AddSingleton(new Greeting("hello")).AddScoped<PerGrain>());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Grain_CalledByEachKindOfKey_KnowsItsKey()
    {
        var guid = Guid.NewGuid();

        Assert.Equal("text", await _cluster.Client.GetGrain<IStringKeyGrain>("text").KeyAsync());
        Assert.Equal(-7, await _cluster.Client.GetGrain<IIntegerKeyGrain>(-7).KeyAsync());
        Assert.Equal(guid, await _cluster.Client.GetGrain<IGuidKeyGrain>(guid).KeyAsync());
        Assert.Equal("text", _cluster.Client.GetGrain<IStringKeyGrain>("text").GetPrimaryKeyString());
        Assert.Equal("stringkey/text", _cluster.Client.GetGrain<IStringKeyGrain>("text").GetGrainId().ToString());
    }

    [Fact]
    public async Task Method_OfEachReturnType_Answers()
    {
        var grain = _cluster.Client.GetGrain<IShapesGrain>("shapes");

        await grain.PlainAsync();
        Assert.Equal(3, await grain.AddAsync(1, 2));
        await grain.ValueAsync();
        Assert.Equal("a-b", await grain.JoinAsync(["a", "b"]));
        Assert.Equal(2.5, await grain.LateAsync(2.5));
        grain.Forget("forgotten");
        await Signals.Of("forgotten").Within("the one-way call to run");
    }

    [Fact]
    public async Task Interface_InheritedAndGeneric_IsImplementedByTheProxy()
    {
        Assert.Equal("base:1", await _cluster.Client.GetGrain<IBoxGrain<int>>("box").DescribeAsync(1));
        Assert.Equal("base", await _cluster.Client.GetGrain<IBoxGrain<int>>("box").BaseAsync());
        Assert.Equal("x", await _cluster.Client.GetGrain<IBoxGrain<string>>("box").EchoAsync("x"));
    }

    [Fact]
    public async Task Constructor_WithServices_IsInjected()
    {
        var grain = _cluster.Client.GetGrain<IInjectedGrain>("one");
        var other = _cluster.Client.GetGrain<IInjectedGrain>("two");

        Assert.Equal("hello injected/one", await grain.DescribeAsync());
        Assert.Equal(await grain.ScopeAsync(), await grain.ScopeAsync());
        Assert.NotEqual(await grain.ScopeAsync(), await other.ScopeAsync());
    }

    [Fact]
    public async Task Exception_ThrownByTheGrain_ArrivesWithTypeMessageAndStack()
    {
        var grain = _cluster.Client.GetGrain<IThrowingGrain>("t");

        var late = await grain.LateAsync().Fails<InvalidDataException>("the asynchronous failure");
        var atOnce = await grain.AtOnceAsync().Fails<InvalidDataException>("the synchronous failure");
        var canceled = await grain.CanceledAsync().Fails<OperationCanceledException>("the cancellation");

        Assert.Equal("late", late.Message);
        Assert.Contains(nameof(ThrowingGrain), late.StackTrace, StringComparison.Ordinal);
        Assert.Equal("at once", atOnce.Message);
        Assert.Equal("enough", canceled.Message);
    }

    [Fact]
    public async Task Reference_PassedToAnotherGrain_CallsTheSameGrain()
    {
        var counter = _cluster.Client.GetGrain<ICounterGrain>("shared");
        await _cluster.Client.GetGrain<IPassingGrain>("p").CallAsync(counter);

        Assert.Equal(2, await counter.IncrementAsync());
    }

    [Fact]
    public async Task RequestContext_SetByTheCaller_IsSeenByTheGrainAndNotByOthers()
    {
        var grain = _cluster.Client.GetGrain<IContextGrain>("c");

        RequestContext.Set("tenant", "acme");
        var seen = await grain.TenantAsync();
        RequestContext.Clear();

        Assert.Equal("acme", seen);
        Assert.Null(await grain.TenantAsync());
    }

    [Fact]
    public void GetGrain_WithoutImplementation_SaysSo()
    {
        var failure = Assert.Throws<ArgumentException>(() => _cluster.Client.GetGrain<INobodyGrain>("x"));

        Assert.Contains("Could not find an implementation", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetGrain_MethodWithUnknownReturnType_SaysSo()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => _cluster.Client.GetGrain<IBadReturnGrain>("x"));

        Assert.Contains("A grain method cannot return System.Int32", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetGrain_ByGrainIdOrType_FindsTheSameGrain()
    {
        var counter = _cluster.Client.GetGrain<ICounterGrain>("by-id");
        await counter.IncrementAsync();

        Assert.Equal(2, await _cluster.Client.GetGrain<ICounterGrain>(counter.GetGrainId()).IncrementAsync());
        Assert.Equal(3, await ((ICounterGrain)_cluster.Client.GetGrain(typeof(ICounterGrain), "by-id")).IncrementAsync());
    }
}

public sealed record Greeting(string Text);

public sealed class PerGrain
{
    public Guid Id { get; } = Guid.NewGuid();
}

public interface IStringKeyGrain : IGrainWithStringKey
{
    Task<string> KeyAsync();
}

internal interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    Task<long> KeyAsync();
}

public interface IGuidKeyGrain : IGrainWithGuidKey
{
    Task<Guid> KeyAsync();
}

public interface IShapesGrain : IGrainWithStringKey
{
    Task PlainAsync();

    Task<int> AddAsync(int one, int other);

    ValueTask ValueAsync();

    ValueTask<string> JoinAsync(List<string> parts);

    ValueTask<double> LateAsync(double value);

    [OneWay]
    void Forget(string signal);
}

public interface IBaseGrain
{
    Task<string> BaseAsync();
}

public interface IBoxGrain<T> : IGrainWithStringKey, IBaseGrain
{
    Task<string> DescribeAsync(T value);

    Task<T> EchoAsync(T value);
}

internal interface IInjectedGrain : IGrainWithStringKey
{
    Task<string> DescribeAsync();

    Task<Guid> ScopeAsync();
}

public interface IThrowingGrain : IGrainWithStringKey
{
    Task LateAsync();

    Task AtOnceAsync();

    Task CanceledAsync();
}

public interface IPassingGrain : IGrainWithStringKey
{
    Task CallAsync(ICounterGrain counter);
}

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> TenantAsync();
}

public interface INobodyGrain : IGrainWithStringKey;

public interface IBadReturnGrain : IGrainWithStringKey
{
    int Bad();
}

public sealed class StringKeyGrain : Grain, IStringKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());
}

internal sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<long> KeyAsync() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> KeyAsync() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class ShapesGrain : Grain, IShapesGrain
{
    public Task PlainAsync() => Task.CompletedTask;

    public Task<int> AddAsync(int one, int other) => Task.FromResult(one + other);

    public async ValueTask ValueAsync() => await Task.Yield();

    public ValueTask<string> JoinAsync(List<string> parts) => new(string.Join('-', parts));

    public async ValueTask<double> LateAsync(double value)
    {
        await Task.Yield();
        return value;
    }

    public void Forget(string signal) => Signals.Set(signal);
}

public sealed class BoxGrain<T> : Grain, IBoxGrain<T>
{
    public Task<string> DescribeAsync(T value) => Task.FromResult($"base:{value}");

    public Task<T> EchoAsync(T value) => Task.FromResult(value);

    public Task<string> BaseAsync() => Task.FromResult("base");
}

internal sealed class InjectedGrain(IGrainContext context, Greeting greeting, PerGrain perGrain) : Grain, IInjectedGrain
{
    public Task<string> DescribeAsync() => Task.FromResult($"{greeting.Text} {context.GrainId}");

    public Task<Guid> ScopeAsync() => Task.FromResult(perGrain.Id);
}

public sealed class ThrowingGrain : Grain, IThrowingGrain
{
    public async Task LateAsync()
    {
        await Task.Yield();
        throw new InvalidDataException("late");
    }

    public Task AtOnceAsync() => throw new InvalidDataException("at once");

    public async Task CanceledAsync()
    {
        await Task.Yield();
        throw new OperationCanceledException("enough");
    }
}

public sealed class PassingGrain : Grain, IPassingGrain
{
    public Task CallAsync(ICounterGrain counter) => counter.IncrementAsync();
}

public sealed class ContextGrain : Grain, IContextGrain
{
    public async Task<string?> TenantAsync()
    {
        await Task.Yield();
        return (string?)RequestContext.Get("tenant");
    }
}
