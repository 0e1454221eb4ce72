using Confd.DynamoDb.History;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>One change of one flag or segment in the past.</summary>
/// <param name="Position">The number of the journal's entry.</param>
/// <param name="At">When it was written, to the second, by DynamoDB's clock.</param>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The key.</param>
public sealed record FlagChange(long Position, DateTimeOffset At, DataKind Kind, string Key)
{
    /// <summary>Which of the entry's changes of this key it is, from 0.</summary>
    public int Place { get; init; }

    /// <summary>What an undo of this change, and of all since, goes back to.</summary>
    public HistoryMoment MomentBefore => HistoryMoment.AfterEntry(Position - 1, Place);

    /// <summary>What was stored before, tombstones too; null: nothing was, or it is not known.</summary>
    public VersionedItem? Before { get; init; }

    /// <summary>What is stored since; null: the row is gone, or it is not known.</summary>
    public VersionedItem? After { get; init; }

    /// <summary>False where one of the two is not known: too large for the journal, kept in parts, or the stream has no old
    /// images.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Who wrote it, as the writer said; null where none did: other programs do not.</summary>
    public string? Actor { get; init; }

    /// <summary>What was run, such as <c>confd flags set</c>; null where the writer did not say.</summary>
    public string? Command { get; init; }

    /// <summary>Why, in the writer's words; null where none were given.</summary>
    public string? Message { get; init; }

    /// <summary>What the change did, in words; empty where it is not known or the row is gone.</summary>
    /// <exception cref="Authoring.FlagEditException">What was stored is no JSON object, or has a field twice.</exception>
    public IReadOnlyList<MeaningLine> Describe() => IsKnown && After is { } after
        ? MeaningDiff.Of(
            Before is { } before ? FlagDocument.Read(Kind, Key, before) : null,
            FlagDocument.Read(Kind, Key, after))
        : [];
}
