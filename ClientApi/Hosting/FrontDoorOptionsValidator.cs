using System.Net;
using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Reports every value of <see cref="FrontDoorOptions"/> that is out of range.</summary>
internal sealed class FrontDoorOptionsValidator : IValidateOptions<FrontDoorOptions>
{
    private const string Localhost = "localhost";
    private const int LeastFrame = 1 << 10;
    private const int LargestFrame = 1 << 30;
    private const long LeastReceiving = 1L << 20;
    private const long LargestReceiving = 1L << 40;

    public ValidateOptionsResult Validate(string? name, FrontDoorOptions options)
    {
        var mistakes = new ValidateOptionsResultBuilder();
        Check(mistakes, nameof(options.HttpPort), options.HttpPort, nameof(options.HttpAddress), options.HttpAddress);
        Check(mistakes, nameof(options.ThriftPort), options.ThriftPort, nameof(options.ThriftAddress), options.ThriftAddress);
        Check(mistakes, nameof(options.InvocationsPort), options.InvocationsPort, nameof(options.InvocationsAddress), options.InvocationsAddress);
        if (options is { HttpPort: < 0, ThriftPort: < 0, InvocationsPort: < 0 })
        {
            mistakes.AddError($"{Key(nameof(options.HttpPort))} is {options.HttpPort}, and all other listeners are off too; one must be on.");
        }

        if (options.MaxFrameBytes is < LeastFrame or > LargestFrame)
        {
            mistakes.AddError($"{Key(nameof(options.MaxFrameBytes))} is {options.MaxFrameBytes}; it must be {LeastFrame} to {LargestFrame} bytes.");
        }

        if (options.MaxReceivingBytes is < LeastReceiving or > LargestReceiving)
        {
            mistakes.AddError($"{Key(nameof(options.MaxReceivingBytes))} is {options.MaxReceivingBytes}; it must be {LeastReceiving} to {LargestReceiving} bytes.");
        }

        return mistakes.Build();
    }

    public static bool TryParseAddress(string? text, out IPAddress address)
    {
        address = IPAddress.Loopback;
        return string.Equals(text, Localhost, StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(text, out address!);
    }

    private static void Check(ValidateOptionsResultBuilder mistakes, string portName, int port, string addressName, string address)
    {
        if (port > IPEndPoint.MaxPort)
        {
            mistakes.AddError($"{Key(portName)} is {port}; it must be at most {IPEndPoint.MaxPort} (0: a free port, negative: off).");
        }

        if (!TryParseAddress(address, out _))
        {
            mistakes.AddError($"{Key(addressName)} is '{address}'; it must be an IP address, such as 127.0.0.1, or 0.0.0.0 for all of this machine.");
        }
    }

    private static string Key(string name) => $"{FrontDoorOptions.Section}:{name}";
}
