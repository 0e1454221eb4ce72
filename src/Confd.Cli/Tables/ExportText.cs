using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Cli.Tables;

/// <summary>Writes keys and values in the formats that import reads.</summary>
internal static class ExportText
{
    public static string Write(IReadOnlyDictionary<string, string> values, string format) => format switch
    {
        ImportFile.Json => Json(KeyTree.Create(values)),
        ImportFile.Yaml => Yaml(KeyTree.Create(values)),
        _ => string.Concat(values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Line(pair.Key, pair.Value))),
    };

    private static string Line(string key, string value) =>
        key.AsSpan().ContainsAny('=', '\n', '\r')
            ? throw new InvalidDataException($"key {key.ReplaceLineEndings("\\n")} cannot stand in a KEY=VALUE line; export as json or yaml")
            : KeyValueLines.Format(key, value) + "\n";

    private static string Json(KeyTree tree)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            WriteJson(writer, tree);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WriteJson(Utf8JsonWriter writer, KeyTree tree)
    {
        writer.WriteStartObject();
        foreach (var (name, child) in tree.Children)
        {
            writer.WritePropertyName(name);
            if (child.Value is not null)
            {
                writer.WriteStringValue(child.Value);
            }
            else
            {
                WriteJson(writer, child);
            }
        }

        writer.WriteEndObject();
    }

    private static string Yaml(KeyTree tree)
    {
        using var text = new StringWriter();
        var emitter = new Emitter(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        WriteYaml(emitter, tree);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void WriteYaml(IEmitter emitter, KeyTree tree)
    {
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var (name, child) in tree.Children)
        {
            emitter.Emit(Quoted(name));
            if (child.Value is not null)
            {
                emitter.Emit(Quoted(child.Value));
            }
            else
            {
                WriteYaml(emitter, child);
            }
        }

        emitter.Emit(new MappingEnd());
    }

    // Quoted, so that no value turns into a number, a date or a boolean on its way back.
    private static Scalar Quoted(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true);
}
