using System.CommandLine;
using OrleansDrpc.Benchmarks;

var output = new Option<FileInfo?>("--out") { Description = "Writes each row as a JSON object, one a line, to this file." };
var only = new Option<string?>("--only") { Description = $"Runs one: {string.Join(", ", Suite.All.Select(benchmark => benchmark.Name))}." };
var command = new RootCommand("Measures OrleansDrpc against references in the same run.") { output, only };
command.SetAction((arguments, cancellationToken) => Suite.RunAsync(arguments.GetValue(only), arguments.GetValue(output), cancellationToken));
return await command.Parse(args).InvokeAsync();
