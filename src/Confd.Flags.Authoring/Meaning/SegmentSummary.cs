using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>A segment at a glance.</summary>
public static class SegmentSummary
{
    /// <summary>Whom a rule puts in: <c>if plan in pro: 10 % of users are in</c>.</summary>
    public static string Of(SegmentRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return SegmentMeaning.Text(rule);
    }
}
