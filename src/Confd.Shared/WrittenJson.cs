using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Confd.Shared;

/// <summary>JSON that is written as a whole, in memory.</summary>
internal static class WrittenJson
{
    /// <summary>For stores, programs and terminals, never for a page: letters and the characters of HTML stay as they are.</summary>
    public static JsonWriterOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the function writes, <see cref="Readable"/>.</summary>
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write) => Of(write, Readable);

    /// <summary>What the function writes.</summary>
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write, JsonWriterOptions options) =>
        Of(write, static (writer, write) => write(writer), options);

    /// <summary>What the function writes of a state, which it need not capture.</summary>
    public static ReadOnlyMemory<byte> Of<T>(T state, Action<Utf8JsonWriter, T> write, JsonWriterOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, options))
        {
            write(writer, state);
        }

        return output.WrittenMemory;
    }

    /// <summary>What the function writes, <see cref="Readable"/>, as a text.</summary>
    public static string TextOf(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Of(write).Span);
}
