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
    /// <summary>Its index among the entry's changes of this key, from 0.</summary>
    public int Place { get; init; }

    /// <summary>The moment that an undo of this change, and of all later ones, restores.</summary>
    public HistoryMoment MomentBefore => HistoryMoment.AfterEntry(Position - 1, Place);

    /// <summary>The item that was stored before, also a tombstone; null: there was none, or it is unknown.</summary>
    public VersionedItem? Before { get; init; }

    /// <summary>The item that is stored since; null: the row was deleted, or it is unknown.</summary>
    public VersionedItem? After { get; init; }

    /// <summary>False where one of the two is unknown: too large for the journal, stored in parts, or the stream has no old
    /// images.</summary>
    public bool IsKnown { get; init; }

    /// <summary>The author given by the writer; null where none was given: other programs do not give one.</summary>
    public string? Actor { get; init; }

    /// <summary>The command, such as <c>confd flags set</c>; null where the writer gave none.</summary>
    public string? Command { get; init; }

    /// <summary>The writer's reason; null where none was given.</summary>
    public string? Message { get; init; }

    /// <summary>The effects of the change, in words; empty where they are unknown or the row was deleted.</summary>
    /// <exception cref="Authoring.FlagEditException">The stored text is not a JSON object, or has a duplicate field.</exception>
    public IReadOnlyList<MeaningLine> Describe() => IsKnown && After is { } after
        ? MeaningDiff.Of(
            Before is { } before ? FlagDocument.Read(Kind, Key, before) : null,
            FlagDocument.Read(Kind, Key, after))
        : [];
}
