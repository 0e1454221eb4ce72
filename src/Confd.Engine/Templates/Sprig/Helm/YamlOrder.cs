using System.Text;
using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>The order in which Go's YAML libraries write the entries of a map: <c>node-2</c> before <c>node-10</c>, letters after other
/// characters.</summary>
internal static class YamlOrder
{
    /// <summary>Sorts in place.</summary>
    /// <param name="context">The run.</param>
    /// <param name="entries">The entries, in byte order.</param>
    /// <param name="lettersFollowDigits">Whether letters that follow digits come before other characters, as in version 3 of the
    /// library.</param>
    public static void Sort(RenderContext context, Span<(string Name, Value Value)> entries, bool lettersFollowDigits)
    {
        var keyed = new (Rune[] Name, (string Name, Value Value) Entry)[entries.Length];
        for (var index = 0; index < keyed.Length; index++)
        {
            keyed[index] = ([.. entries[index].Name.EnumerateRunes()], entries[index]);
        }

        GoSort.Sort<(Rune[] Name, (string Name, Value Value) Entry)>(keyed, (left, right) =>
        {
            context.Step();
            return IsLess(left.Name, right.Name, lettersFollowDigits);
        });
        for (var index = 0; index < keyed.Length; index++)
        {
            entries[index] = keyed[index].Entry;
        }
    }

    private static bool IsLess(ReadOnlySpan<Rune> left, ReadOnlySpan<Rune> right, bool lettersFollowDigits)
    {
        var alike = left.CommonPrefixLength(right);
        if (alike == left.Length || alike == right.Length)
        {
            return left.Length < right.Length;
        }

        var (first, second) = (left[alike], right[alike]);
        var (isFirstLetter, isSecondLetter) = (GoUnicode.IsLetter(first.Value), GoUnicode.IsLetter(second.Value));
        if (isFirstLetter || isSecondLetter)
        {
            return isFirstLetter && isSecondLetter
                ? first < second
                : lettersFollowDigits && alike > 0 && GoUnicode.IsDecimalDigit(left[alike - 1].Value) ? isFirstLetter : isSecondLetter;
        }

        // Zeros inside a number count, leading ones do not.
        var start = first.Value == '0' || second.Value == '0' ? EndsInNumber(left[..alike]) : 0;
        var (leftNumber, leftDigits) = Number(start, left[alike..]);
        var (rightNumber, rightDigits) = Number(start, right[alike..]);
        return leftNumber != rightNumber ? leftNumber < rightNumber
            : leftDigits != rightDigits ? leftDigits < rightDigits : first < second;
    }

    private static long EndsInNumber(ReadOnlySpan<Rune> text)
    {
        for (var index = text.Length - 1; index >= 0 && GoUnicode.IsDecimalDigit(text[index].Value); index--)
        {
            if (text[index].Value != '0')
            {
                return 1;
            }
        }

        return 0;
    }

    // Beyond 19 digits the number overflows, in Go and here.
    private static (long Number, int Digits) Number(long start, ReadOnlySpan<Rune> text)
    {
        var digits = 0;
        for (; digits < text.Length && GoUnicode.IsDecimalDigit(text[digits].Value); digits++)
        {
            start = unchecked((start * 10) + text[digits].Value - '0');
        }

        return (start, digits);
    }
}
