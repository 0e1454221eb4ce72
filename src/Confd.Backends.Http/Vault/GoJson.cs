using System.Globalization;
using System.Text;
using System.Text.Json;
using Confd.Shared;

namespace Confd.Backends.Http.Vault;

/// <summary>Writes JSON as Go's <c>encoding/json</c> writes maps that it has read: names sorted, no white space, numbers
/// unchanged.</summary>
internal static class GoJson
{
    /// <summary>The text of a value.</summary>
    public static string Write(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var element in value.EnumerateArray())
                {
                    Separate(text);
                    Write(text, element);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value)
    {
        // The last of equal names takes precedence.
        var members = new SortedDictionary<string, JsonElement>(Utf8Order.Instance);
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        text.Append('{');
        foreach (var (name, member) in members)
        {
            Separate(text);
            WriteText(text, name);
            text.Append(':');
            Write(text, member);
        }

        text.Append('}');
    }

    private static void Separate(StringBuilder text)
    {
        if (text[^1] is not ('{' or '['))
        {
            text.Append(',');
        }
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            text.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => "\\u" + ((int)character).ToString("x4", CultureInfo.InvariantCulture),
                _ => null,
            });
            if (character is not ('"' or '\\' or < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029'))
            {
                text.Append(character);
            }
        }

        text.Append('"');
    }
}
