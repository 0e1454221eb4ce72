using System.Buffers;
using System.Text;
using System.Text.Json;
using Confd.Cli.Tools;
using Confd.Shared;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Cli.Tables;

/// <summary>Writes keys and values in the formats that import reads.</summary>
internal static class ExportText
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Writes JSON and lines piece by piece, so that the whole text is never in memory; YAML as a whole.</summary>
    /// <param name="output">Receives the text.</param>
    /// <param name="values">Keys, and values in UTF-8.</param>
    /// <param name="format">One of the formats.</param>
    /// <exception cref="InvalidDataException">The format cannot represent a key; nothing was written.</exception>
    public static void Write(TextWriter output, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values, string format)
    {
        switch (format)
        {
            case ImportFile.Json:
                WriteJson(output, KeyTree.Create(values));
                break;
            case ImportFile.Yaml:
                WriteYaml(output, KeyTree.Create(values));
                break;
            default:
                WriteLines(output, values);
                break;
        }
    }

    private static void WriteLines(TextWriter output, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values)
    {
        if (values.Keys.FirstOrDefault(key => !KeyValueLines.CanHold(key)) is { } odd)
        {
            throw new InvalidDataException($"key {odd} cannot stand in a KEY=VALUE line; export as json or yaml");
        }

        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            output.Write($"{KeyValueLines.Format(key, Text(value))}\n");
        }
    }

    private static string Text(ReadOnlyMemory<byte> value) => Encoding.UTF8.GetString(value.Span);

    private static void WriteJson(TextWriter output, KeyTree tree)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, WrittenJson.Readable with { Indented = true }))
        {
            WriteObject(tree);

            void WriteObject(KeyTree node)
            {
                writer.WriteStartObject();
                foreach (var (name, child) in node.Children)
                {
                    writer.WritePropertyName(name);
                    if (child.Value is { } value)
                    {
                        writer.WriteStringValue(value.Span);
                        writer.Flush();
                        PassOn(output, text, ChunkBytes);
                    }
                    else
                    {
                        WriteObject(child);
                    }
                }

                writer.WriteEndObject();
            }
        }

        PassOn(output, text, leastBytes: 0);
        output.Write('\n');
    }

    // Between two tokens, so no character is split.
    private static void PassOn(TextWriter output, ArrayBufferWriter<byte> text, int leastBytes)
    {
        if (text.WrittenCount >= leastBytes)
        {
            output.Write(Encoding.UTF8.GetString(text.WrittenSpan));
            text.ResetWrittenCount();
        }
    }

    private static void WriteYaml(TextWriter output, KeyTree tree)
    {
        // The emitter writes character by character, and stdout would pass each on.
        using var text = new StringWriter();
        var emitter = new Emitter(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        WriteYaml(emitter, tree);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        output.Write(text.GetStringBuilder());
    }

    private static void WriteYaml(IEmitter emitter, KeyTree tree)
    {
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var (name, child) in tree.Children)
        {
            emitter.Emit(Quoted(name));
            if (child.Value is { } value)
            {
                emitter.Emit(Quoted(Text(value)));
            }
            else
            {
                WriteYaml(emitter, child);
            }
        }

        emitter.Emit(new MappingEnd());
    }

    // Quoted, so that no value is read back as a number, a date or a boolean.
    private static Scalar Quoted(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true);
}
