using Microsoft.Extensions.Options;
using OrleansDrpc.Thrift;

namespace OrleansDrpc.Hosting;

/// <summary>Reports every value of <see cref="DrpcServersOptions"/> that is out of range.</summary>
internal sealed class DrpcServersOptionsValidator : IValidateOptions<DrpcServersOptions>
{
    private const int MostRequests = 1 << 16;
    private const int LeastFrameBytes = 1 << 10;
    private const int MostFrameBytes = 1 << 30;
    private const string Servers = $"{DrpcServersOptions.Section}:{nameof(DrpcServersOptions.Servers)} (--drpc-servers)";
    private const string MaxRequests = $"{DrpcServersOptions.Section}:{nameof(DrpcServersOptions.MaxRequests)} (--max-requests)";
    private const string MaxFrameBytes = $"{DrpcServersOptions.Section}:{nameof(DrpcServersOptions.MaxFrameBytes)} (--max-frame-bytes)";

    public ValidateOptionsResult Validate(string? name, DrpcServersOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        var servers = DrpcServersOptions.Split(options.Servers);
        if (string.IsNullOrWhiteSpace(options.Servers))
        {
            mistakes.AddError($"{Servers} names no server; it must be host:port, with commas between several.");
        }
        else
        {
            CheckServers(mistakes, servers);
        }

        if (options.MaxRequests < 1 || options.MaxRequests > MostRequests)
        {
            mistakes.AddError($"{MaxRequests} is {options.MaxRequests}; it must be 1 to {MostRequests}.");
        }
        else if (options.MaxRequests < servers.Length)
        {
            mistakes.AddError($"{MaxRequests} is {options.MaxRequests}, but there are {servers.Length} servers; it must be at least one for each.");
        }

        if (options.MaxFrameBytes is < LeastFrameBytes or > MostFrameBytes)
        {
            mistakes.AddError($"{MaxFrameBytes} is {options.MaxFrameBytes}; it must be {LeastFrameBytes} to {MostFrameBytes}.");
        }

        return mistakes.Build();
    }

    private static void CheckServers(ValidateOptionsResultBuilder mistakes, string[] servers)
    {
        foreach (var server in servers.Where(server => HostPort.Read(server) is null))
        {
            mistakes.AddError($"{Servers} has '{server}'; it must be host:port, such as localhost:3773 or [::1]:3773.");
        }

        foreach (var server in servers.GroupBy(server => server, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            mistakes.AddError($"{Servers} has '{server.Key}' {server.Count()} times; name every server once.");
        }
    }
}
