using System.Text.Json;

namespace Confd.Shared;

/// <summary>Whole numbers of JSON, also those written as 7.0 or 1e3: they are integers in JavaScript, where flags come from.</summary>
internal static class JsonWhole
{
    private const long LastExact = 1L << 53;

    /// <summary>The number at the reader's position; null if it is not whole.</summary>
    public static long? Read(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var number) ? Of(number) : null;

    /// <summary>A JSON number; null if it is not whole.</summary>
    public static long? Of(JsonElement json) =>
        json.TryGetInt64(out var whole) ? whole : json.TryGetDouble(out var number) ? Of(number) : null;

    private static long? Of(double number) =>
        Math.Abs(number) < LastExact && Math.Truncate(number) == number ? (long)number : null;
}
