namespace Confd.Shared;

/// <summary>Line ends of texts that browsers send.</summary>
internal static class LineEnds
{
    /// <summary>Converts CR LF and CR to LF. Other line separators may be part of a value.</summary>
    public static string ToLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
