using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Sync;

/// <summary>Shortens names and problems of items for messages.</summary>
internal static class ShortText
{
    /// <summary>The maximum number of items in a message.</summary>
    public const int MaxNames = 10;

    private const int MaxCharacters = 200;

    /// <summary>A key, or the problem of an item.</summary>
    public static string Of(string text) => Excerpt.Of(text, MaxCharacters);

    /// <summary>An item with its problem.</summary>
    public static string Of(FlagDataFault fault) => $"{fault.Kind}/{Of(fault.Key)}: {Of(fault.Problem)}";

    /// <summary>The first items of a list.</summary>
    public static string Names(IReadOnlyList<string> items) => Excerpt.Of([.. items.Select(Of)], MaxNames);
}
