namespace Confd.Flags.Model;

/// <summary>Contexts that get one variation by their key, before any rule is evaluated.</summary>
public sealed record Target
{
    /// <summary>The kind of context whose keys are listed; null or empty means <c>user</c>.</summary>
    public string? ContextKind { get; init; }

    /// <summary>Index into the flag's variations, 0-based.</summary>
    public required int Variation { get; init; }

    /// <summary>Keys of contexts.</summary>
    public KeySet Values { get; init; } = KeySet.Empty;
}
