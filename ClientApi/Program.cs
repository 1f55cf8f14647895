using OrleansDrpc;
using OrleansDrpc.ClientApi;
using OrleansDrpc.Functions;

var console = CommandConsole.OfProcess();
return await CommandRunner.RunAsync(CommandTree.Create(console, ServeAsync), args, console.Output, console.Error);

static async Task<int> ServeAsync(CommandLineSettings settings, CancellationToken cancellationToken)
{
    await using var app = FrontDoorHost.Build(settings, AddFunctions);
    await app.StartFrontDoorAsync(cancellationToken);
    await Banner.WriteAsync(app, Console.Out);
    await app.WaitForShutdownAsync(cancellationToken);
    return 0;
}

static void AddFunctions(DrpcBuilder drpc, IConfiguration settings) => drpc.AddSampleFunctions(SampleSettings.Read(settings));
