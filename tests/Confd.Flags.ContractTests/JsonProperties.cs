using System.Text.Json;
using Confd.Flags.Contexts;

namespace Confd.Flags.ContractTests;

/// <summary>Properties of what the harness sends, where null is the same as nothing.</summary>
internal static class JsonProperties
{
    /// <summary>The property; null if it is not there.</summary>
    public static JsonElement? Find(this JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? Find(this JsonElement? owner, string name) => owner?.Find(name);

    public static string? Text(this JsonElement? owner, string name) => owner.Find(name)?.GetString();

    public static string? Text(this JsonElement owner, string name) => owner.Find(name)?.GetString();

    public static bool Truth(this JsonElement? owner, string name) => owner.Find(name)?.GetBoolean() ?? false;

    public static bool Truth(this JsonElement owner, string name) => owner.Find(name)?.GetBoolean() ?? false;

    /// <summary>A time in milliseconds; null if it is not there, or 0.</summary>
    public static TimeSpan? Time(this JsonElement? owner, string name) =>
        owner.Find(name)?.GetDouble() is { } time and > 0 ? TimeSpan.FromMilliseconds(time) : null;

    public static int? Count(this JsonElement? owner, string name) => owner.Find(name)?.GetInt32() is { } count and > 0 ? count : null;

    public static IEnumerable<string> Texts(this JsonElement? owner, string name) =>
        owner.Find(name)?.EnumerateArray().Select(item => item.GetString()!) ?? [];

    public static FlagValue Value(this JsonElement owner, string name) => owner.Find(name) is { } value ? ToValue(value) : FlagValue.Null;

    public static FlagValue ToValue(this JsonElement value) => FlagValue.Parse(value.GetRawText());

    /// <summary>The context, in either of its forms.</summary>
    public static EvaluationContext Context(this JsonElement owner) => EvaluationContext.Parse(
        (owner.Find("context") ?? owner.Find("user") ?? throw new KeyNotFoundException("there is neither 'context' nor 'user'"))
            .GetRawText());
}
