namespace OrleansDrpc.Hosting;

/// <summary>Settings that are no settings, in words for whoever wrote them.</summary>
internal sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
