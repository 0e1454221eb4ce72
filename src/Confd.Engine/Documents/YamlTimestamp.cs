using System.Text.RegularExpressions;

namespace Confd.Engine.Documents;

/// <summary>Recognises the plain scalars that Go's yaml.v3 takes for dates and times.</summary>
internal static partial class YamlTimestamp
{
    // 2006-1-2, or with a time behind T or t and an offset, or with a time behind a blank and no offset.
    public static bool IsTimestamp(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var (year, month, day) = (Number("y"), Number("m"), Number("d"));
        return month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(Math.Max(year, 4), month)
            && Number("H") <= 23 && Number("M") <= 59 && Number("S") <= 59;

        int Number(string group) => match.Groups[group] is { Success: true } part ? int.Parse(part.ValueSpan) : 0;
    }

    [GeneratedRegex(
        @"^(?<y>[0-9]{4})-(?<m>[0-9]{1,2})-(?<d>[0-9]{1,2})"
        + @"(?:[Tt](?<H>[0-9]{1,2}):(?<M>[0-9]{1,2}):(?<S>[0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})"
        + @"| (?<H>[0-9]{1,2}):(?<M>[0-9]{1,2}):(?<S>[0-9]{1,2})(?:[.,][0-9]+)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Form();
}
