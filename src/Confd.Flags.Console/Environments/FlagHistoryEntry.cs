using Confd.Flags.Authoring.Meaning;

namespace Confd.Flags.Console.Environments;

/// <summary>One change of a flag or segment.</summary>
/// <param name="Position">Its position in the history, which changes that were written together may share.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Version">The version that it wrote; null: the flag was deleted, or the version is unknown.</param>
/// <param name="Author">The author; null: unknown.</param>
/// <param name="Message">The author's reason; null: none was given.</param>
/// <param name="Meaning">The effects, in words; empty: unknown.</param>
public sealed record FlagHistoryEntry(
    long Position, DateTimeOffset Time, long? Version, string? Author, string? Message, IReadOnlyList<MeaningLine> Meaning)
{
    /// <summary>Its index among the changes of the flag that share the position, from 0.</summary>
    public int Place { get; init; }
}
