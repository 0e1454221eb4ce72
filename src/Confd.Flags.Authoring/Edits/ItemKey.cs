using System.Buffers;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>The rule for keys of new flags and segments. Keys that are there already may be others.</summary>
internal static class ItemKey
{
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Refuses other keys.</summary>
    /// <exception cref="FlagEditException">The key is none that every service takes.</exception>
    public static void Demand(DataKind kind, string key)
    {
        if (key.Length is 0 or > MaxLength || key.AsSpan().ContainsAnyExcept(Allowed) || key is "." or "..")
        {
            throw new FlagEditException(
                $"{FlagDocument.NameOf(kind, key)}: a key has 1 to {MaxLength} letters, digits, '.', '_' and '-'");
        }
    }
}
