using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Sync;

/// <summary>Names and problems of items, in messages: not so many, and not so long.</summary>
internal static class ShortText
{
    /// <summary>How many items a message names.</summary>
    public const int MostNames = 10;

    private const int MostCharacters = 200;

    /// <summary>A key, or what is wrong with an item.</summary>
    public static string Of(string text) => Excerpt.Of(text, MostCharacters);

    /// <summary>What is wrong with an item.</summary>
    public static string Of(FlagDataFault fault) => $"{fault.Kind}/{Of(fault.Key)}: {Of(fault.Problem)}";

    /// <summary>The first ones of a list.</summary>
    public static string Names(IReadOnlyList<string> items) => Excerpt.Of([.. items.Select(Of)], MostNames);
}
