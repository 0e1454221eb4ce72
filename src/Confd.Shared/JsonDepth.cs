using System.Text.Json;

namespace Confd.Shared;

/// <summary>How deeply JSON of flags, segments and contexts may nest: the base library's default of 64 is less than others read.</summary>
internal static class JsonDepth
{
    /// <summary>Half of what the base library writes, as items are nested in others.</summary>
    public const int Max = 500;

    /// <summary>For readers of one item or value.</summary>
    public static JsonReaderOptions OfItem { get; } = new() { MaxDepth = Max };

    /// <summary>For readers of sets, in which an item is two levels deep.</summary>
    public static JsonReaderOptions OfSet { get; } = new() { MaxDepth = Max + 2 };

    /// <summary>For readers of a document that holds a set one level deep.</summary>
    public static JsonReaderOptions OfSetInside { get; } = new() { MaxDepth = Max + 3 };

    /// <summary>For readers that skip items: the depth of one item does not stop the others.</summary>
    public static JsonReaderOptions OfAll { get; } = new() { MaxDepth = int.MaxValue };

    /// <summary>The message for a text that nests too deeply.</summary>
    public static string Problem { get; } = $"values nest deeper than {Max} levels";

    /// <summary>True where a reader failed for that reason.</summary>
    public static bool IsExceeded(JsonException exception) =>
        exception.Message.StartsWith("The maximum configured depth ", StringComparison.Ordinal);
}
