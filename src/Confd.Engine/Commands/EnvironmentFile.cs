namespace Confd.Engine.Commands;

/// <summary>Reads files of <c>NAME=value</c> lines. Blank lines and lines that start with <c>#</c> are skipped; the value is everything behind the first <c>=</c>.</summary>
internal static class EnvironmentFile
{
    /// <summary>The variables of a file, later ones last.</summary>
    /// <exception cref="InvalidDataException">A line is neither; the message names file and line, never the text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        var variables = new List<KeyValuePair<string, string>>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new InvalidDataException($"{path}:{number}: expected NAME=value");
            }

            variables.Add(new KeyValuePair<string, string>(line[..equals], line[(equals + 1)..]));
        }

        return variables;
    }
}
