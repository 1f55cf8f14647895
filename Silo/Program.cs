using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansDrpc.Functions;
using OrleansDrpc.Hosting;

// Settings: appsettings.json, environment, command line (--Silo:SiloPort=11112 --Samples:Follows=follows.tsv ...).
var builder = Host.CreateApplicationBuilder(args);
var samples = builder.Configuration.GetSection(SampleFunctionsOptions.Section).Get<SampleFunctionsOptions>() ?? new SampleFunctionsOptions();
builder.AddDrpcSilo(drpc => drpc.AddSampleFunctions(samples));
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine($"OrleansDrpc silo {host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress} (engine: {EngineSetup.Name}). Ctrl+C stops it.");
await host.WaitForShutdownAsync();
