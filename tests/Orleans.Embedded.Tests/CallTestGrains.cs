using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansDrpc.Embedded.Tests;

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

public sealed class BoxGrain : Grain, IBoxGrain<int>
{
    public Task<string> DescribeAsync(int value) => Task.FromResult($"base:{value}");

    public Task<int> EchoAsync(int value) => Task.FromResult(value);

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
