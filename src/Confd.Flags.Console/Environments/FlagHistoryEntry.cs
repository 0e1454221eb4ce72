using Confd.Flags.Authoring.Meaning;

namespace Confd.Flags.Console.Environments;

/// <summary>One change of a flag or segment.</summary>
/// <param name="Position">Its place in the history, which changes that came close together may share.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Version">The version that it wrote; null: the flag was deleted, or that is not known.</param>
/// <param name="Author">Who; null: not known.</param>
/// <param name="Message">Why; null: nothing was said.</param>
/// <param name="Meaning">What it did, in words; empty: not known.</param>
public sealed record FlagHistoryEntry(
    long Position, DateTimeOffset Time, long? Version, string? Author, string? Message, IReadOnlyList<MeaningLine> Meaning)
{
    /// <summary>Which of the changes of the flag that share the position it is, from 0.</summary>
    public int Place { get; init; }
}
