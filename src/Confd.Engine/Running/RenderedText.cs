namespace Confd.Engine.Running;

/// <summary>What a resource's template makes of the keys that there are.</summary>
/// <param name="Content">The text.</param>
/// <param name="HoldsSecrets">True where the template has read the value of a secret.</param>
internal sealed record RenderedText(ReadOnlyMemory<byte> Content, bool HoldsSecrets);
