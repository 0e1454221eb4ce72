namespace Confd.Flags.Authoring.Documents;

/// <summary>The name, description and tags of a flag or segment; evaluations ignore them.</summary>
/// <param name="Name">The display name; null: none.</param>
/// <param name="Description">A sentence or two; null: none.</param>
/// <param name="Tags">Its tags.</param>
public sealed record FlagLabels(string? Name, string? Description, IReadOnlyList<string> Tags);
