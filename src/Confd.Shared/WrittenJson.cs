using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Confd.Shared;

/// <summary>Writes JSON into memory as a whole.</summary>
internal static class WrittenJson
{
    /// <summary>For stores, programs and terminals, never for a page: letters and the characters of HTML are not escaped.</summary>
    public static JsonWriterOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns what the function writes, <see cref="Readable"/>.</summary>
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write) => Of(write, Readable);

    /// <summary>Returns what the function writes.</summary>
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write, JsonWriterOptions options) =>
        Of(write, static (writer, write) => write(writer), options);

    /// <summary>Returns what the function writes for a state, which it need not capture.</summary>
    public static ReadOnlyMemory<byte> Of<T>(T state, Action<Utf8JsonWriter, T> write, JsonWriterOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, options))
        {
            write(writer, state);
        }

        return output.WrittenMemory;
    }

    /// <summary>Returns what the function writes, <see cref="Readable"/>, as a text.</summary>
    public static string TextOf(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Of(write).Span);
}
