using System.Text.Json;

namespace Confd.Shared;

/// <summary>How deep JSON of flags, segments and contexts may nest: the base library's own 64 levels are less than others read.</summary>
internal static class JsonDepth
{
    /// <summary>Half of what the base library writes, as items are written within others.</summary>
    public const int Max = 500;

    /// <summary>For readers of one item or value.</summary>
    public static JsonReaderOptions OfItem { get; } = new() { MaxDepth = Max };

    /// <summary>For readers of sets, in which an item lies two levels deep.</summary>
    public static JsonReaderOptions OfSet { get; } = new() { MaxDepth = Max + 2 };

    /// <summary>For readers of what holds a set one level deep.</summary>
    public static JsonReaderOptions OfSetInside { get; } = new() { MaxDepth = Max + 3 };

    /// <summary>For readers that step over items: how deep each of them is does not stop the others.</summary>
    public static JsonReaderOptions OfAll { get; } = new() { MaxDepth = int.MaxValue };

    /// <summary>What is wrong with a text that nests too deep.</summary>
    public static string Problem { get; } = $"values nest deeper than {Max} levels";

    /// <summary>Whether a reader has ended for that.</summary>
    public static bool IsExceeded(JsonException exception) =>
        exception.Message.StartsWith("The maximum configured depth ", StringComparison.Ordinal);
}
