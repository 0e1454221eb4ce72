using System.Buffers;

namespace Confd.Engine.Diffs;

/// <summary>Prints the output of <c>diff -U CONTEXT</c> for two texts.</summary>
/// <remarks>
/// Lines end at LF; everything else, CR included, is compared. Hunk headers, the marker of a missing final LF and the message for binary
/// files are those of GNU diff; <c>patch</c> accepts the result.
/// </remarks>
internal static class UnifiedDiff
{
    // GNU diff looks for NUL in the first block of a file.
    private const int BinaryProbeBytes = 32 * 1024;

    /// <summary>Compares two texts and prints their differences.</summary>
    /// <param name="output">Receives the diff; nothing is written where the texts are equal.</param>
    /// <param name="before">The old text; empty for a file that does not exist.</param>
    /// <param name="after">The new text.</param>
    /// <param name="options">Labels, context and colors.</param>
    /// <returns>True where the texts differ.</returns>
    public static bool Write(
        IBufferWriter<byte> output, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after, UnifiedDiffOptions options)
    {
        if (before.Span.SequenceEqual(after.Span))
        {
            return false;
        }

        var writer = new DiffWriter(output, options.Colors, options.HidesText ? static _ => "(hidden)" : options.Show);
        if (IsBinary(before.Span) || IsBinary(after.Span))
        {
            writer.WriteLine(DiffRole.Context, $"Binary files {options.OldLabel} and {options.NewLabel} differ");
            return true;
        }

        var (old, @new) = (new DiffText(before), new DiffText(after));
        writer.WriteLine(DiffRole.FileName, $"--- {options.OldLabel}");
        writer.WriteLine(DiffRole.FileName, $"+++ {options.NewLabel}");
        foreach (var hunk in Group(EditScript.Find(old, @new), options.ContextLines))
        {
            WriteHunk(writer, hunk, old, @new, options.ContextLines);
        }

        return true;
    }

    private static bool IsBinary(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, BinaryProbeBytes)].Contains((byte)0);

    /// <summary>Changes share a hunk where at most twice the context is between them.</summary>
    private static IEnumerable<List<Change>> Group(List<Change> changes, int context)
    {
        var hunk = new List<Change>();
        foreach (var change in changes)
        {
            if (hunk.Count > 0 && change.OldStart - hunk[^1].OldEnd > 2 * context)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(change);
        }

        yield return hunk;
    }

    private static void WriteHunk(DiffWriter writer, List<Change> changes, DiffText before, DiffText after, int context)
    {
        var lead = Math.Min(context, changes[0].OldStart);
        var trail = Math.Min(context, before.Count - changes[^1].OldEnd);
        var (oldStart, oldEnd) = (changes[0].OldStart - lead, changes[^1].OldEnd + trail);
        var (newStart, newEnd) = (changes[0].NewStart - lead, changes[^1].NewEnd + trail);
        writer.WriteLine(DiffRole.HunkHeader, $"@@ -{LineRange(oldStart, oldEnd)} +{LineRange(newStart, newEnd)} @@");

        var at = oldStart;
        foreach (var change in changes)
        {
            WriteLines(writer, DiffRole.Context, before, at, change.OldStart);
            WriteLines(writer, DiffRole.Removed, before, change.OldStart, change.OldEnd);
            WriteLines(writer, DiffRole.Added, after, change.NewStart, change.NewEnd);
            at = change.OldEnd;
        }

        WriteLines(writer, DiffRole.Context, before, at, oldEnd);
    }

    /// <summary>Line numbers from 1; a count of 1 is omitted; for an empty range, the number is that of the line before it.</summary>
    private static string LineRange(int start, int end) => (end - start) switch
    {
        0 => $"{start},0",
        1 => $"{start + 1}",
        var count => $"{start + 1},{count}",
    };

    private static void WriteLines(DiffWriter writer, DiffRole role, DiffText text, int start, int end)
    {
        for (var index = start; index < end; index++)
        {
            writer.WriteTextLine(role, text[index].Span);
        }
    }
}
