using System.IO.Enumeration;

namespace Confd.Flags.Service.Environments;

/// <summary>Patterns of flag keys, in which <c>*</c> stands for any text and <c>?</c> for one character.</summary>
internal sealed class KeyPatterns(IReadOnlyList<string> patterns)
{
    /// <summary>True if any pattern matches.</summary>
    public bool Matches(string key) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, key, ignoreCase: false));
}
