using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Confd.Flags.Service.Revisions;

/// <summary>Small pieces of JSON that are made once and copied into many answers.</summary>
internal static class JsonBytes
{
    /// <summary>Answers are never part of a page, so that text may stay readable.</summary>
    public static JsonWriterOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // Pieces are made without what they are a part of.
        SkipValidation = true,
    };

    /// <summary>What the function writes.</summary>
    public static byte[] Of<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            write(writer, state);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>A text in its quotes.</summary>
    public static byte[] OfText(string text) => Of(text, static (writer, value) => writer.WriteStringValue(value));
}
