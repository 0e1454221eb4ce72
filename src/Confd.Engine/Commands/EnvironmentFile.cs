using Confd.Engine.Posix;
using Confd.Shared;
using Confd.Shared.Files;

namespace Confd.Engine.Commands;

/// <summary>Reads files of <c>NAME=value</c> lines. Blank lines and lines that start with <c>#</c> are skipped; the value is everything
/// after the first <c>=</c>. Lines end only at LF, as for those who render the file: no other character can turn a value into two
/// variables.</summary>
internal static class EnvironmentFile
{
    /// <summary>The variables of a file in its order, in the form of <see cref="LosslessText"/>.</summary>
    /// <exception cref="InvalidDataException">A line has another form; the message names file and line, never the text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        var variables = new List<KeyValuePair<string, string>>();
        var number = 0;
        foreach (var text in LosslessText.Decode(ByteOrderMark.Cut(RegularFile.ReadAll(path))).Split('\n'))
        {
            number++;
            var line = text.EndsWith('\r') ? text[..^1] : text;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new InvalidDataException($"{path}:{number}: expected NAME=value");
            }

            if (line.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{path}:{number}: a NUL byte, which no variable can hold");
            }

            if (line.Contains('\r', StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{path}:{number}: a carriage return in the line, which for some ends it");
            }

            variables.Add(new KeyValuePair<string, string>(line[..equals], line[(equals + 1)..]));
        }

        return variables;
    }
}
