using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.Tests.Hosting;

public sealed class LocalDrpcTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ExampleOfTheReadme_AsItStandsThere_AnswersAsItSays()
    {
        var words = DrpcFunction.Named("words")
            .Takes<string[]>()
            .SelectMany(texts => texts)
            .SelectMany(text => text.Split(' '), parallelism: 8)
            .Where(word => word.Length >= 4)
            .DistinctCount(partitions: 4)
            .Returns();

        await using var drpc = await LocalDrpc.StartAsync(d => d.AddFunction(words));

        Assert.Equal(3, await drpc.ExecuteAsync(words, ["the cow jumped", "over the moon cow", "jumped over"]));
        Assert.Equal("3", await drpc.ExecuteAsync("words", """["the cow jumped","over the moon cow"]"""));
    }

    [Fact]
    public async Task StartAsync_Twice_AreTwoServicesThatDoNotKnowEachOther()
    {
        await using var one = await LocalDrpc.StartAsync(d => d.AddFunction(Named("one")));
        await using var other = await LocalDrpc.StartAsync(d => d.AddFunction(Named("other")));

        Assert.Equal("x", await one.ExecuteAsync("one", "x"));
        Assert.Equal("x", await other.ExecuteAsync("other", "x"));
        var failure = await Assert.ThrowsAsync<DrpcException>(() => one.ExecuteAsync("other", "x"));
        Assert.Equal(DrpcFailureCode.UnknownFunction, failure.Code);
    }

    [Fact]
    public async Task StartAsync_FunctionWithMistakes_ReportsThemAll()
    {
        var function = DrpcFunction.Named("a/b").Takes<string>().Select(text => text, parallelism: 0).Returns();

        var failure = await Assert.ThrowsAsync<InvalidFunctionException>(() => LocalDrpc.StartAsync(d => d.AddFunction(function)));

        Assert.Equal(2, failure.Mistakes.Length);
    }

    [Fact]
    public async Task StartAsync_OptionsOutOfRange_DoesNotStartAndNamesThem()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => LocalDrpc.StartAsync(d => d.Configure(options => options.SendWindow = 0)));

        Assert.Contains("Drpc:SendWindow is 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_WithServices_GetsThemAndIsDisposedOf()
    {
        var function = DrpcFunction.Named("served").Takes<string>().Stage<ServedStage, string>().Returns();
        var service = new Service();
        await using var drpc = await LocalDrpc.StartAsync(d =>
        {
            d.Services.AddSingleton(service);
            d.Services.AddScoped<Scoped>();
            d.AddFunction(function);
        });

        Assert.Equal("hello, x", await drpc.ExecuteAsync(function, "x"));
        Assert.Equal("hello, y", await drpc.ExecuteAsync(function, "y"));
        Assert.Equal(2, service.Stages);
        Assert.Equal(2, service.Scopes);
    }

    [Fact]
    public async Task DisposeAsync_RequestIsRunning_LetsItEnd()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var function = DrpcFunction.Named("slow").Takes<string>()
            .Stage<string>(async (text, output, token) =>
            {
                started.SetResult();
                await release.Task.WaitAsync(token);
                await output.EmitAsync(text, token);
            })
            .Returns();
        var drpc = await LocalDrpc.StartAsync(d => d.AddFunction(function));
        var call = drpc.ExecuteAsync(function, "done");
        await started.Task.WaitAsync(Limit);

        var disposing = drpc.DisposeAsync().AsTask();
        release.SetResult();

        Assert.Equal("done", await call.WaitAsync(Limit));
        await disposing.WaitAsync(Limit);
    }

    private static DrpcFunction<string, string> Named(string name) => DrpcFunction.Named(name).Takes<string>().Select(text => text).Returns();

    private sealed class Service
    {
        public int Stages { get; set; }

        public int Scopes { get; set; }
    }

    private sealed class Scoped(Service service) : IDisposable
    {
        public string Greeting => "hello";

        public void Dispose() => service.Scopes++;
    }

    private sealed class ServedStage(Service service, Scoped scoped) : IStage<string, string>, IDisposable
    {
        public ValueTask ExecuteAsync(string item, IEmitter<string> output, CancellationToken cancellationToken) =>
            output.EmitAsync($"{scoped.Greeting}, {item}", cancellationToken);

        public void Dispose() => service.Stages++;
    }
}
