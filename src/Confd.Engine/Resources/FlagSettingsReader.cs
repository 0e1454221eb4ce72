using System.Text.Json;
using Confd.Engine.Flags;
using Confd.Shared;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>Reads the <c>[flags]</c> table of a resource file.</summary>
internal static class FlagSettingsReader
{
    /// <summary>Reads the table.</summary>
    /// <exception cref="ResourceException">
    /// Neither or both of <c>table</c> and <c>file</c>, a layout that does not exist or applies to neither, no context, or an expression
    /// that fails.
    /// </exception>
    public static FlagSettings Read(SettingsTable flags)
    {
        var table = flags.ExpandedText("table");
        var prefix = flags.ExpandedText("prefix");
        var file = flags.ExpandedText("file");
        if (table is null == file is null)
        {
            throw flags.Error("table", "[flags] needs either table, a DynamoDB table, or file, a JSON file of flags");
        }

        var origin = new FlagOrigin(table, prefix, file)
        {
            Layout = ReadLayout(flags, prefix, file),
            Journal = ReadJournal(flags, file),
            IgnoresJournal = flags.Flag("no_journal"),
        };
        return new FlagSettings(origin, ReadContext(flags), flags.PlaceOf("context"));
    }

    private static string? ReadJournal(SettingsTable flags, string? file)
    {
        var name = flags.ExpandedText("journal");
        return name is null || file is null ? name : throw flags.Error("journal", "journal is for a table, not for a file");
    }

    private static FlagRowLayout ReadLayout(SettingsTable flags, string? prefix, string? file)
    {
        var name = flags.ExpandedText("layout");
        return (name, prefix, file) switch
        {
            (null, _, _) => FlagRowLayout.Official,
            (_, _, not null) => throw flags.Error("layout", "layout is for a table, not for a file"),
            ("official", _, _) => FlagRowLayout.Official,
            ("community", null or "", _) => FlagRowLayout.Community,
            ("community", _, _) => throw flags.Error("layout", "layout \"community\" has no prefixes: leave one of layout and prefix out"),
            _ => throw flags.Error("layout", $"invalid layout \"{name}\": it is \"official\" or \"community\""),
        };
    }

    // As JSON text, or as a table whose texts may contain expressions: then no quoting is needed whatever they yield.
    private static string ReadContext(SettingsTable flags) => flags.Find("context") switch
    {
        { Kind: TomlValueKind.String } text => flags.Expand("context", text.AsString()),
        { Kind: TomlValueKind.Table } table => WrittenJson.TextOf(writer => Write(writer, flags, table)),
        _ => throw flags.Error("context", "[flags] needs a context, such as { kind = \"host\", key = \"{{hostname}}\" }"),
    };

    private static void Write(Utf8JsonWriter writer, SettingsTable flags, TomlValue value)
    {
        switch (value.Kind)
        {
            case TomlValueKind.String:
                writer.WriteStringValue(flags.Expand("context", value.AsString()));
                break;
            case TomlValueKind.Integer:
                writer.WriteNumberValue(value.AsInteger());
                break;
            case TomlValueKind.Float when double.IsFinite(value.AsFloat()):
                writer.WriteNumberValue(value.AsFloat());
                break;
            case TomlValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case TomlValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.AsArray())
                {
                    Write(writer, flags, item);
                }

                writer.WriteEndArray();
                break;
            case TomlValueKind.Table:
                writer.WriteStartObject();
                foreach (var (name, item) in value.AsTable())
                {
                    writer.WritePropertyName(name);
                    Write(writer, flags, item);
                }

                writer.WriteEndObject();
                break;
            default:
                throw flags.Error("context", $"a context cannot hold a {value.Kind}: write dates as text or in Unix milliseconds");
        }
    }
}
