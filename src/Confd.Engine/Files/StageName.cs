using System.Globalization;
using System.Text;
using Confd.Engine.Posix;

namespace Confd.Engine.Files;

/// <summary>Names of staged files, in the destination's folder.</summary>
/// <remarks>
/// A file that is kept on purpose is named <c>.BASENAME</c> and digits, as the original's. Any other is named <c>.BASENAME.confd-</c>,
/// random digits, and check digits of everything before them: a later run deletes what a killed run left behind, and no user chooses such
/// a name by chance.
/// </remarks>
internal static class StageName
{
    /// <summary>The marker in the name of every temporary file.</summary>
    public const string Mark = ".confd-";

    private const int KeptDigits = 10;
    private const int RandomDigits = 18;
    private const int CheckDigits = 10;

    /// <summary>A path that almost certainly no other file has, and that cannot be guessed.</summary>
    public static FilePath Next(FilePath destination, bool isKept) => destination.Beside(
        isKept ? $".{Stem(destination.Text)}{SystemRandom.Digits(KeptDigits)}" : NextTransient(destination.Text));

    /// <summary>True for names of temporary staged files of this destination.</summary>
    public static bool IsTransient(string fileName, string destination)
    {
        var start = $".{Stem(destination)}{Mark}";
        return fileName.Length == start.Length + RandomDigits + CheckDigits
            && fileName.StartsWith(start, StringComparison.Ordinal)
            && !fileName.AsSpan(start.Length).ContainsAnyExceptInRange('0', '9')
            && fileName.EndsWith(Check(fileName[..^CheckDigits]), StringComparison.Ordinal);
    }

    /// <summary>True for names of temporary staged files of any destination.</summary>
    public static bool IsTransient(string fileName)
    {
        var mark = fileName.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark > 1 && fileName[0] == '.' && IsTransient(fileName, fileName[1..mark]);
    }

    private static string NextTransient(string destination)
    {
        var name = $".{Stem(destination)}{Mark}{SystemRandom.Digits(RandomDigits)}";
        return name + Check(name);
    }

    // FNV-1a of 64 bits: guards against chance, not against people, who gain nothing by having their own file deleted.
    private static string Check(string name)
    {
        const ulong Offset = 14695981039346656037;
        const ulong Prime = 1099511628211;
        const ulong Values = 10_000_000_000;
        var hash = Offset;
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ value) * Prime);
        }

        return (hash % Values).ToString($"D{CheckDigits}", CultureInfo.InvariantCulture);
    }

    // A base name of nearly the maximum length leaves no room for more.
    private static string Stem(string destination)
    {
        var baseName = Path.GetFileName(destination);
        while (Encoding.UTF8.GetByteCount(baseName) > UnixFile.MaxNameBytes - 1 - Mark.Length - RandomDigits - CheckDigits)
        {
            baseName = baseName[..^(char.IsLowSurrogate(baseName[^1]) ? 2 : 1)];
        }

        return baseName;
    }
}
