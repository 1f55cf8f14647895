using System.Net;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Reports every value of <see cref="FrontDoorOptions"/> that is out of range.</summary>
internal sealed class FrontDoorOptionsValidator : IValidateOptions<FrontDoorOptions>
{
    private const string Localhost = "localhost";

    public ValidateOptionsResult Validate(string? name, FrontDoorOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        if (options.HttpPort is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            mistakes.AddError($"{FrontDoorOptions.Section}:{nameof(options.HttpPort)} is {options.HttpPort}; it must be 0 to 65535 (0: a free port).");
        }

        if (!TryParseAddress(options.HttpAddress, out _))
        {
            mistakes.AddError($"{FrontDoorOptions.Section}:{nameof(options.HttpAddress)} is '{options.HttpAddress}'; "
                + "it must be an IP address, such as 127.0.0.1, or 0.0.0.0 for all of this machine.");
        }

        return mistakes.Build();
    }

    public static bool TryParseAddress(string? text, out IPAddress address)
    {
        address = IPAddress.Loopback;
        return string.Equals(text, Localhost, StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(text, out address!);
    }
}
