using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change in words.</summary>
public static class MeaningDiff
{
    /// <summary>Compares two states of a flag or segment.</summary>
    /// <param name="before">The state before; null: it did not exist.</param>
    /// <param name="after">The state after; null: it does not exist.</param>
    /// <returns>Empty where only versions change.</returns>
    public static IReadOnlyList<MeaningLine> Of(FlagDocument? before, FlagDocument? after)
    {
        var was = before is { IsDeleted: false } ? before : null;
        var now = after is { IsDeleted: false } ? after : null;
        if (was is null && now is null)
        {
            return [];
        }

        if ((was?.Fault ?? now?.Fault) is not null)
        {
            return Unread(was, now);
        }

        var document = now ?? was!;
        try
        {
            var lines = document.Kind == DataKind.Segments ? SegmentMeaning.Compare(was, now) : FlagMeaning.Compare(was, now);
            return before is { IsArchived: true } && now is not null ? [new MeaningLine(now.Name, "is back"), .. lines.Skip(1)] : lines;
        }
        catch (FlagFormatException problem)
        {
            return [new MeaningLine(document.Name, $"cannot be read: {problem.Message}")];
        }
    }

    private static IReadOnlyList<MeaningLine> Unread(FlagDocument? was, FlagDocument? now)
    {
        var name = (now ?? was!).Name;
        return now switch
        {
            null => [new(name, "is gone; it could not be read")],
            { Fault: not null } => [new(name, was is { Fault: not null } ? "cannot be read, before and after" : "can no longer be read")],
            _ => [new(name, "is written again; the stored value could not be read"), .. Of(null, now).Skip(1)],
        };
    }
}
