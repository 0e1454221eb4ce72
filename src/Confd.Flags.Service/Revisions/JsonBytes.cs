using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Service.Revisions;

/// <summary>Small pieces of JSON that are made once and copied into many answers.</summary>
internal static class JsonBytes
{
    /// <summary>Not validated: pieces are made without what they are a part of.</summary>
    public static JsonWriterOptions Options { get; } = WrittenJson.Readable with { SkipValidation = true };

    /// <summary>What the function writes.</summary>
    public static byte[] Of<T>(T state, Action<Utf8JsonWriter, T> write) =>
        WrittenJson.Of(state, write, Options).ToArray();
}
