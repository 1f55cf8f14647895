using Microsoft.Extensions.Hosting;
using OrleansDrpc.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddDrpcSilo(_ => { });
await builder.Build().RunAsync();
