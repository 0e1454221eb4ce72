using System.Security.Cryptography;
using System.Text;

namespace Confd.Engine.Files;

/// <summary>Names of staged files: <c>.BASENAME</c> and random digits, in the destination's folder.</summary>
/// <remarks>
/// Files that are kept on purpose have fewer digits than those that are not, so that a later run knows what a killed run left behind.
/// </remarks>
internal static class StageName
{
    private const int KeptDigits = 10;
    private const int TransientDigits = 18;

    // NAME_MAX of Linux.
    private const int MostNameBytes = 255;

    /// <summary>A path that no other file has, with all likelihood.</summary>
    public static string Next(string destination, bool isKept)
    {
        var digits = isKept ? KeptDigits : TransientDigits;
        return Path.Join(DirectoryOf(destination), $".{Stem(destination)}{RandomNumberGenerator.GetString("0123456789", digits)}");
    }

    /// <summary>The folder of a destination; <c>.</c> where it is a bare name.</summary>
    public static string DirectoryOf(string destination) => Path.GetDirectoryName(destination) is { Length: > 0 } directory ? directory : ".";

    /// <summary>True for names of staged files of this destination that were not meant to stay.</summary>
    public static bool IsTransient(string fileName, string destination)
    {
        var baseName = Stem(destination);
        return fileName.Length == 1 + baseName.Length + TransientDigits
            && fileName[0] == '.'
            && fileName.AsSpan(1).StartsWith(baseName, StringComparison.Ordinal)
            && !fileName.AsSpan(1 + baseName.Length).ContainsAnyExceptInRange('0', '9');
    }

    // A base name of nearly the longest length that there is leaves no room for digits.
    private static string Stem(string destination)
    {
        var baseName = Path.GetFileName(destination);
        while (Encoding.UTF8.GetByteCount(baseName) > MostNameBytes - 1 - TransientDigits)
        {
            baseName = baseName[..^(char.IsLowSurrogate(baseName[^1]) ? 2 : 1)];
        }

        return baseName;
    }
}
