namespace Confd.Engine.Templates.Network;

/// <summary>Domain names as Go's resolver accepts them (Go <c>net/dnsclient.go</c>, <c>isDomainName</c>).</summary>
internal static class DnsName
{
    private const int MaxBytes = 254;
    private const int MaxLabelBytes = 63;

    /// <summary>True for labels of letters, digits, <c>-</c> and <c>_</c>; the root alone is valid too.</summary>
    public static bool IsValid(string name)
    {
        if (name == ".")
        {
            return true;
        }

        var length = name.EndsWith('.') ? name.Length : name.Length + 1;
        if (name.Length == 0 || length > MaxBytes)
        {
            return false;
        }

        var labels = name.TrimEndOnce('.').Split('.');
        return Array.TrueForAll(labels, IsLabel)
            && name.Any(letter => letter == '_' || char.IsAsciiLetter(letter) || letter == '-');
    }

    private static string TrimEndOnce(this string name, char letter) => name.EndsWith(letter) ? name[..^1] : name;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelBytes
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(letter => letter is '-' or '_' || char.IsAsciiLetterOrDigit(letter));
}
