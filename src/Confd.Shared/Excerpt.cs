using System.Globalization;

namespace Confd.Shared;

/// <summary>Shortens texts and lists so that they fit into a line of a message.</summary>
internal static class Excerpt
{
    /// <summary>The text, or its beginning and <c>…</c>.</summary>
    public static string Of(string text, int maxLength) => text.Length <= maxLength ? text : Start(text, maxLength) + "…";

    /// <summary>The first <paramref name="maxLength"/> characters (UTF-16); one less where that would cut a surrogate pair.</summary>
    public static string Start(string text, int maxLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    /// <summary>The first items, and the number of the others: <c>a, b and 3 more</c>.</summary>
    public static string Of(IReadOnlyCollection<string> items, int maxItems)
    {
        var more = items.Count - maxItems;
        return string.Join(", ", items.Take(maxItems)) + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : "");
    }
}
