using System.Buffers;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>The rule for keys of new flags and segments. Existing keys may break it.</summary>
internal static class ItemKey
{
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Rejects keys that break the rule.</summary>
    /// <exception cref="FlagEditException">The key is not accepted by every service.</exception>
    public static void Require(DataKind kind, string key)
    {
        if (key.Length is 0 or > MaxLength || key.AsSpan().ContainsAnyExcept(Allowed) || key is "." or "..")
        {
            throw new FlagEditException(
                $"{FlagDocument.NameOf(kind, key)}: a key has 1 to {MaxLength} letters, digits, '.', '_' and '-'");
        }
    }
}
