namespace Confd.Engine.Flags;

/// <summary>The result of evaluating a flag.</summary>
/// <param name="ValueJson">The value as JSON, UTF-8; <c>null</c> where no variation is served.</param>
/// <param name="VariationIndex">The 0-based index of the flag's variation; null: none, the template's default is used.</param>
/// <param name="ReasonJson">LaunchDarkly's reason as JSON, UTF-8: <c>{"kind":"FALLTHROUGH"}</c>.</param>
/// <param name="Reason">The reason in short, for messages: <c>ERROR(FLAG_NOT_FOUND)</c>.</param>
public sealed record FlagAnswer(ReadOnlyMemory<byte> ValueJson, int? VariationIndex, ReadOnlyMemory<byte> ReasonJson, string Reason)
{
    /// <summary>What is stored for the flag and cannot be read: <c>flag 'a'</c>, <c>segment 's'</c>; null: all could. Nothing is rendered
    /// with such an answer, as with a key that cannot be read.</summary>
    public string? Unreadable { get; init; }
}
