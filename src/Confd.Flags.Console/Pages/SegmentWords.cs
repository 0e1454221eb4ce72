using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Console.Pages;

/// <summary>Short descriptions of segments.</summary>
internal static class SegmentWords
{
    public static (string Text, long? Version) Of(EnvironmentSnapshot seen, string key)
    {
        if (!seen.ToSet().Segments.TryGetValue(key, out var segment))
        {
            return ("It cannot be read: `confd flags validate` says why.", null);
        }

        var included = segment.Included.Count + segment.IncludedContexts.Sum(list => list.Values.Count);
        var excluded = segment.Excluded.Count + segment.ExcludedContexts.Sum(list => list.Values.Count);
        var rules = segment.Rules.Length == 1 ? "1 rule" : $"{segment.Rules.Length} rules";
        return ($"{included} included, {excluded} excluded, {rules}", segment.Version);
    }
}
