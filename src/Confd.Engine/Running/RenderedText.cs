namespace Confd.Engine.Running;

/// <summary>The output of a resource's template for the current keys.</summary>
/// <param name="Content">The text.</param>
/// <param name="HoldsSecrets">True where the template has read the value of a secret.</param>
internal sealed record RenderedText(ReadOnlyMemory<byte> Content, bool HoldsSecrets);
