using Confd.Backends;

namespace Confd.Engine.Resources;

/// <summary>The keys that a resource requests from a named backend of <c>confd.toml</c>.</summary>
/// <param name="Name">The name: <c>secrets</c> for <c>[backends.secrets]</c>.</param>
/// <param name="Backend">The settings of that table.</param>
/// <param name="LookupKeys">Cleaned absolute keys, in the order of the file, without a prefix.</param>
internal sealed record NamedKeys(string Name, BackendSection Backend, IReadOnlyList<string> LookupKeys)
{
    private const char Separator = ':';

    /// <summary>Splits a key.</summary>
    /// <param name="text">A key of a resource file.</param>
    /// <returns>The text before and after the first colon; an empty name where there is none.</returns>
    public static (string Name, string Key) Split(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? ("", text) : (text[..end], text[(end + 1)..]);
    }

    /// <summary>True for a name that a table <c>[backends.NAME]</c> may have: letters, digits, <c>-</c> and <c>_</c>.</summary>
    /// <param name="name">Any text.</param>
    public static bool IsName(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
