using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansDrpc;

/// <summary>
/// JSON between stages: as <see cref="DrpcJson"/>, but a string that is not well-formed UTF-16 is refused, because it would arrive as
/// another one.
/// </summary>
internal static class StrictJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(DrpcJson.Options);
        options.Converters.Add(new StringConverter());
        options.MakeReadOnly();
        return options;
    }

    private sealed class StringConverter : JsonConverter<string>
    {
        private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Checked(value));

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString()!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Checked(value));

        private static string Checked(string value)
        {
            if (value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            {
                _ = Utf8.GetByteCount(value);
            }

            return value;
        }
    }
}
