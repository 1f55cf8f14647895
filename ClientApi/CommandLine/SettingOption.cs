using System.CommandLine;
using System.Globalization;
using OrleansDrpc.Functions;
using OrleansDrpc.Hosting;

namespace OrleansDrpc.ClientApi;

/// <summary>An option of the command line that is a setting of the configuration in other clothes.</summary>
/// <param name="Key">The setting's key in the configuration.</param>
/// <param name="Option">What the user types.</param>
/// <param name="Read">Makes the configuration's text of the user's.</param>
internal sealed record SettingOption(string Key, Option<string?> Option, Func<string, string> Read)
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<SettingOption> All { get; } =
    [
        Of("--http-port", "PORT", FrontDoorOptions.Section, nameof(FrontDoorOptions.HttpPort), "Port for HTTP; 0: a free one, which is printed; -1: off. [default: 3774]"),
        Of("--http-address", "ADDRESS", FrontDoorOptions.Section, nameof(FrontDoorOptions.HttpAddress), "IP address for HTTP; 0.0.0.0: all of this machine. [default: 127.0.0.1]"),
        Of("--thrift-port", "PORT", FrontDoorOptions.Section, nameof(FrontDoorOptions.ThriftPort), "Port for Storm's Thrift clients; 0: a free one; -1: off. [default: 3772]"),
        Of("--thrift-address", "ADDRESS", FrontDoorOptions.Section, nameof(FrontDoorOptions.ThriftAddress), "IP address for Storm's Thrift clients. [default: 127.0.0.1]"),
        Of("--invocations-port", "PORT", FrontDoorOptions.Section, nameof(FrontDoorOptions.InvocationsPort), "Port for workers that pull; 0: a free one; -1: off. [default: 3773]"),
        Of("--invocations-address", "ADDRESS", FrontDoorOptions.Section, nameof(FrontDoorOptions.InvocationsAddress), "IP address for workers that pull. [default: 127.0.0.1]"),
        Of("--max-frame-bytes", "N", FrontDoorOptions.Section, nameof(FrontDoorOptions.MaxFrameBytes), "Longest frame on the Thrift ports. [default: 16777216]"),
        Of("--follows", "FILE", SampleFunctionsOptions.Section, nameof(SampleFunctionsOptions.Follows), "Who follows whom, for reach: follower TAB followee. [default: built-in sample]"),
        Of("--shares", "FILE", SampleFunctionsOptions.Section, nameof(SampleFunctionsOptions.Shares), "Who shared which page, for reach: page TAB person. [default: built-in sample]"),
        Of("--blacklist", "FILE", SampleFunctionsOptions.Section, nameof(SampleFunctionsOptions.Blacklist), "Sanctions list, for blacklist: id TAB name TAB type TAB program. [default: invented names]"),
        Of("--workers", "N", DrpcOptions.Section, nameof(DrpcOptions.WorkersPerSilo), "Tasks that compute at once. [default: four times the number of processors]"),
        Of("--deadline", "SECONDS", DrpcOptions.Section, nameof(DrpcOptions.DefaultDeadline), "Deadline of functions that name none. [default: 30]", ReadSeconds),
        Of("--drain-timeout", "SECONDS", DrpcOptions.Section, nameof(DrpcOptions.DrainTimeout), "How long a stop waits for running requests. [default: 10]", ReadSeconds),
        Of("--max-argument-bytes", "N", DrpcOptions.Section, nameof(DrpcOptions.MaxArgumentBytes), "Largest argument. [default: 1048576]"),
        Of("--request-timeout", "SECONDS", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.RequestTimeout), "How long calls wait for a worker's result. [default: 600]", ReadSeconds),
        Of("--lease-time", "SECONDS", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.LeaseTime), "How long a worker may keep a request before another one gets it. [default: 120]", ReadSeconds),
        Of("--max-requeues", "N", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.MaxRequeues), "How often a request whose worker was lost is given to another one. [default: 2]"),
        Of("--max-queued", "N", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.MaxQueuedRequests), "Requests of a function that may wait for a worker. [default: 20000]"),
        Of("--known-functions", "A,B", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.KnownFunctions), "Functions that workers will serve: calls wait for them from the start. [default: none]"),
        Of("--unknown-functions", "refuse|wait", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.UnknownFunctions), "Calls of functions that nobody knows: fail at once, or wait for a worker as at Storm. [default: refuse]"),
        Of("--results-from", "holder|any", WorkerQueueOptions.Section, nameof(WorkerQueueOptions.ResultsFrom), "Who may answer a request: the connection that fetched it, or any; Storm's topologies need any. [default: holder]", ReadResultSource),
        Of("--store", "file|postgres|none", RequestsOptions.Section, nameof(RequestsOptions.Store), "Where durable requests are kept. [default: file]"),
        Of("--store-directory", "DIRECTORY", RequestsOptions.Section, nameof(RequestsOptions.Directory), "Directory of the file store; one front door at a time. [default: drpc-requests here, made when needed]"),
        Of("--store-connection", "TEXT", RequestsOptions.Section, nameof(RequestsOptions.ConnectionString), "PostgreSQL for durable requests, such as Host=db;Database=drpc;Username=drpc. [default: none]"),
        Of("--retention", "SECONDS", RequestsOptions.Section, nameof(RequestsOptions.Retention), "How long durable requests are kept after their end. [default: 3600]", ReadSeconds),
        Of("--silo-port", "PORT", SiloEndpointOptions.Section, nameof(SiloEndpointOptions.SiloPort), "Port for other silos; 0: a free one. [default: 0]"),
        Of("--gateway-port", "PORT", SiloEndpointOptions.Section, nameof(SiloEndpointOptions.GatewayPort), "Port for cluster clients; 0: a free one. [default: 0]"),
    ];

    private static SettingOption Of(string name, string value, string section, string setting, string help, Func<string, string>? read = null) =>
        new($"{section}:{setting}", new Option<string?>(name) { Description = help, HelpName = value }, read ?? (text => text));

    private static string ReadResultSource(string text) => text switch
    {
        "holder" => nameof(ResultSource.LeaseHolder),
        "any" => nameof(ResultSource.AnyConnection),
        _ => text,
    };

    // The configuration's own form, which reads a bare number as days, is left for whoever types it.
    private static string ReadSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture)
            : text;
}
