namespace Confd.Backends.ZooKeeper.Reading;

/// <summary>From lookup keys to the nodes where walks begin.</summary>
internal static class LookupPaths
{
    /// <summary>The paths, none of which lies below another.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> lookupKeys)
    {
        var paths = new List<string>();
        foreach (var start in lookupKeys.Select(SortedKeyReading.StartOf).Distinct(StringComparer.Ordinal).OrderBy(path => path.Length))
        {
            if (!paths.Exists(above => start.StartsWith(above + "/", StringComparison.Ordinal)))
            {
                paths.Add(start);
            }
        }

        return [.. paths.Select(path => path.Length == 0 ? "/" : path)];
    }
}
