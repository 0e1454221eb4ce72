namespace Confd.Engine.Flags;

/// <summary>What a flag serves, and why.</summary>
/// <param name="ValueJson">The value as JSON, UTF-8; <c>null</c> where no variation is served.</param>
/// <param name="VariationIndex">Which of the flag's variations it is, 0-based; null: none, the template's default counts.</param>
/// <param name="ReasonJson">LaunchDarkly's reason as JSON, UTF-8: <c>{"kind":"FALLTHROUGH"}</c>.</param>
/// <param name="Reason">The reason in short, for messages: <c>ERROR(FLAG_NOT_FOUND)</c>.</param>
public sealed record FlagAnswer(ReadOnlyMemory<byte> ValueJson, int? VariationIndex, ReadOnlyMemory<byte> ReasonJson, string Reason);
