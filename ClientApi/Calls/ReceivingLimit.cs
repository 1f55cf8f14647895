using Microsoft.Extensions.Options;

namespace OrleansDrpc.ClientApi;

/// <summary>Counts what the front door's connections are receiving: bodies and frames that have begun and are not whole.</summary>
internal sealed class ReceivingLimit(IOptions<FrontDoorOptions> options) : ByteLimit(options.Value.MaxReceivingBytes);
