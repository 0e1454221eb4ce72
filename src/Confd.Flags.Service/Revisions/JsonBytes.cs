using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Service.Revisions;

/// <summary>Small pieces of JSON that are created once and copied into many responses.</summary>
internal static class JsonBytes
{
    /// <summary>Not validated: pieces are not complete JSON.</summary>
    public static JsonWriterOptions Options { get; } = WrittenJson.Readable with { SkipValidation = true };

    /// <summary>The bytes that the function writes.</summary>
    public static byte[] Of<T>(T state, Action<Utf8JsonWriter, T> write) =>
        WrittenJson.Of(state, write, Options).ToArray();
}
