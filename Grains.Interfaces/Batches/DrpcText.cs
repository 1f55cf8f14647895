using System.Text.Json;

namespace OrleansDrpc;

/// <summary>A value as text, the form it has at Storm's doors: a string is itself, any other type is JSON (<see cref="DrpcJson"/>).</summary>
public static class DrpcText
{
    /// <summary>Writes a value.</summary>
    public static string From<T>(T value) => value is string text ? text : JsonSerializer.Serialize(value, DrpcJson.Options);

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">The text is not JSON of that type.</exception>
    public static T To<T>(string text)
    {
        if (typeof(T) == typeof(string))
        {
            return (T)(object)text;
        }

        var value = JsonSerializer.Deserialize<T>(text, DrpcJson.Options);
        return value is not null || default(T) is null && Nullable.GetUnderlyingType(typeof(T)) is not null
            ? value!
            : throw new JsonException($"null is no {typeof(T).Name}.");
    }
}
