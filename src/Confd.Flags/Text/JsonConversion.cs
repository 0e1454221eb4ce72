using System.Text.Json;

namespace Confd.Flags.Text;

/// <summary>What this library's converters have in common: bad data is a <see cref="JsonException"/>, as web frameworks want.</summary>
internal static class JsonConversion
{
    public static T Read<T>(ref Utf8JsonReader reader, ElementReader<T> read)
    {
        try
        {
            return read(ref reader);
        }
        catch (FlagFormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
