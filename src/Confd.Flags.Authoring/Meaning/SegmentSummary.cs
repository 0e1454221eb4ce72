using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Short descriptions of segments.</summary>
public static class SegmentSummary
{
    /// <summary>The contexts that a rule includes: <c>if plan in pro: 10 % of users are in</c>.</summary>
    public static string Of(SegmentRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return SegmentMeaning.Text(rule);
    }
}
