using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansDrpc;

/// <summary>How values of other types than string become text: JSON with camel-case names, tuples by their fields, and no needless escapes.</summary>
public static class DrpcJson
{
    /// <summary>The options in use everywhere. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            IncludeFields = true,
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
