using System.Text.Json;

namespace Confd.Flags.Text;

/// <summary>Helpers of this library's converters: invalid data is a <see cref="JsonException"/>, as web frameworks expect.</summary>
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
