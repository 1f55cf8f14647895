using Microsoft.Extensions.Configuration;
using OrleansDrpc.Functions;
using OrleansDrpc.Hosting;

// Settings: appsettings.json, environment, command line (--help, --Silo:SiloPort=11112 --Samples:Follows=follows.tsv ...).
return await SiloCommand.RunAsync(
    args,
    (settings, cancellationToken) => SiloProcess.RunAsync(
        settings,
        (drpc, configuration) => drpc.AddSampleFunctions(
            configuration.GetSection(SampleFunctionsOptions.Section).Get<SampleFunctionsOptions>() ?? new SampleFunctionsOptions()),
        Console.Out,
        cancellationToken),
    Console.Out,
    Console.Error);
