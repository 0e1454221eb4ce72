using System.Globalization;
using System.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;
using Confd.Toml;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Converts a TOML document to template values: integers are <c>int64</c>, dates are times.</summary>
internal static class TomlValues
{
    /// <summary>Reads a document, whose elements may be as many as its bytes.</summary>
    /// <exception cref="TomlException">The text is not TOML.</exception>
    /// <exception cref="TemplateFunctionException">The text is longer than the limit for lists.</exception>
    public static Value Read(RenderContext context, ByteString text)
    {
        context.CheckCount(text.Length);
        return ToValue(TomlReader.Read(text.Span, "toml", cancellationToken: context.CancellationToken));
    }

    private static Value ToValue(TomlTable table)
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var (name, value) in table)
        {
            map.Set(ByteString.FromString(name), ToValue(value));
        }

        return Value.FromMap(map);
    }

    private static Value ToValue(TomlValue value) => value.Kind switch
    {
        TomlValueKind.String => Value.FromString(value.AsString()),
        TomlValueKind.Integer => Value.FromInteger(GoType.Int64, value.AsInteger()),
        TomlValueKind.Float => Value.FromFloat(value.AsFloat()),
        TomlValueKind.Boolean => Value.FromBool(value.AsBoolean()),
        TomlValueKind.Table => ToValue(value.AsTable()),
        TomlValueKind.Array => ToValue(value.AsArray()),
        TomlValueKind.OffsetDateTime => ToTime(value.AsOffsetDateTime()),
        TomlValueKind.LocalDateTime => ToTime(new DateTimeOffset(value.AsLocalDateTime(), TimeSpan.Zero)),
        TomlValueKind.LocalDate => ToTime(new DateTimeOffset(value.AsLocalDate(), TimeOnly.MinValue, TimeSpan.Zero)),
        _ => Value.FromString(value.AsLocalTime().ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
    };

    private static Value ToValue(IReadOnlyList<TomlValue> array)
    {
        var isOfTables = array.Count > 0 && array.All(element => element.Kind == TomlValueKind.Table);
        return Value.FromSlice(GoSlice.FromAppended(
            isOfTables ? GoType.SliceOf(GoType.AnyMap) : GoType.AnySlice, [.. array.Select(ToValue)]));
    }

    private static Value ToTime(DateTimeOffset time)
    {
        var text = time.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
        GoTime.TryParse(Encoding.ASCII.GetBytes(GoTime.Rfc3339Nano), Encoding.ASCII.GetBytes(text), Location.Utc, out var read);
        return TimeTypes.ToValue(read, Location.Utc);
    }
}
