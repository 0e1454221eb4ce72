using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.GoTemplate.Formatting;
using Confd.Shared;

namespace Confd.Engine.Resources;

/// <summary>The requirements for names of keys, and for paths that contain them, before they become paths of files.</summary>
internal static class PathRules
{
    // PATH_MAX of Linux without its final NUL.
    private const int MaxPathBytes = 4095;

    private const int ShownCharacters = 100;

    private static readonly SearchValues<char> NeverInNames = SearchValues.Create("/\0\uFFFD");

    /// <summary>Why a name may not become a part of a path; null for a valid name.</summary>
    /// <remarks>U+FFFD in a name means that it is not UTF-8.</remarks>
    public static string? FindProblemInName(string name) =>
        name.Length == 0 ? "the name is empty"
        : HasControlCharacter(name) ? "the name holds a control character"
        : name.AsSpan().ContainsAny(NeverInNames) ? "the name holds a slash or is not UTF-8"
        : name[0] is '.' or '-' ? $"the name begins with {GoFormat.Quote(name[..1])}"
        : Encoding.UTF8.GetByteCount(name) > UnixFile.MaxNameBytes ? $"the name is longer than {UnixFile.MaxNameBytes} bytes"
        : null;

    /// <summary>Why a path may not be used; null for a valid path. Nearly all literal paths of resource files are valid.</summary>
    public static string? FindProblemInPath(string path, PathOrigin origin) =>
        path.Contains('\0', StringComparison.Ordinal) ? "it holds a NUL character"
        : origin == PathOrigin.Written ? null
        : path.Length == 0 ? "it is empty"
        : HasControlCharacter(path) ? "it holds a control character"
        : path[0] == '-' ? "it begins with \"-\""
        : path.Split('/').Any(name => Encoding.UTF8.GetByteCount(name) > UnixFile.MaxNameBytes)
            ? $"a name in it is longer than {UnixFile.MaxNameBytes} bytes"
        : Encoding.UTF8.GetByteCount(path) > MaxPathBytes ? $"it is longer than {MaxPathBytes} bytes"
        : null;

    /// <summary>As <see cref="FindProblemInPath"/>, for the path of a file that is written.</summary>
    /// <remarks>A path that ends with a slash, <c>.</c> or <c>..</c> is always that of a folder: its file would be staged elsewhere than
    /// beside it, and could not replace it.</remarks>
    public static string? FindProblemInDestination(string path, PathOrigin origin) =>
        FindProblemInPath(path, origin)
            ?? (path.Length > 0 && path[(path.LastIndexOf('/') + 1)..] is "" or "." or ".." ? "it names a folder, not a file" : null);

    /// <summary>A name or path for messages and logs: quoted, control characters escaped, shortened where it is long.</summary>
    public static string Show(string text) =>
        text.Length <= ShownCharacters ? GoFormat.Quote(text) : GoFormat.Quote(Excerpt.Start(text, ShownCharacters)) + "...";

    // Line and paragraph separators end a line for some readers of logs; format characters reorder the displayed text.
    private static bool HasControlCharacter(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Format)
            {
                return true;
            }
        }

        return false;
    }
}
