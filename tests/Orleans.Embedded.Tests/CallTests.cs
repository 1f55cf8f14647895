using Microsoft.Extensions.DependencyInjection;
using Orleans;
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
        Assert.Equal(7, await _cluster.Client.GetGrain<IBoxGrain<int>>("box").EchoAsync(7));
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
}
