namespace Confd.Flags.Authoring.Documents;

/// <summary>What a flag or segment says of itself to people; evaluations ignore it.</summary>
/// <param name="Name">The name that people read; null: none.</param>
/// <param name="Description">A sentence or two; null: none.</param>
/// <param name="Tags">Its tags.</param>
public sealed record FlagLabels(string? Name, string? Description, IReadOnlyList<string> Tags);
