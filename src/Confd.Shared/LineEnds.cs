namespace Confd.Shared;

/// <summary>Line ends of texts that browsers send.</summary>
internal static class LineEnds
{
    /// <summary>CR LF and CR as LF. What else ends a line elsewhere may be part of a value.</summary>
    public static string ToLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
