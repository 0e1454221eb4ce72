using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

/// <summary>The tables and code blocks of a page of <c>docs/</c>.</summary>
internal sealed class DocumentTables(string page)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs", page));

    /// <summary>The code in two columns of all tables that have both.</summary>
    public IEnumerable<(string First, string Second)> Rows(string first, string second) => Cells(first).Zip(Cells(second));

    /// <summary>The code in a column of all tables that have it.</summary>
    public IEnumerable<string> Cells(string column)
    {
        var index = -1;
        foreach (var line in _lines)
        {
            var cells = line.Replace("\\|", "\0", StringComparison.Ordinal)
                .Split('|')
                .Select(cell => cell.Trim(' ').Replace('\0', '|'))
                .ToArray();
            if (!line.StartsWith('|'))
            {
                index = -1;
            }
            else if (Array.IndexOf(cells, column) is > 0 and var found)
            {
                index = found;
            }
            else if (index >= 0 && !cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                yield return Code(cells[index]);
            }
        }
    }

    /// <summary>The code blocks of a language.</summary>
    public IEnumerable<string> Fenced(string info)
    {
        for (var start = 0; start < _lines.Length; start++)
        {
            if (_lines[start] == "```" + info)
            {
                var block = _lines.Skip(start + 1).TakeWhile(line => line != "```");
                yield return string.Concat(block.Select(line => line + "\n"));
            }
        }
    }

    // Two backquotes around a code that contains one; a blank inside them next to a backquote is not part of it.
    private static string Code(string cell)
    {
        if (!cell.StartsWith("``", StringComparison.Ordinal) || cell == "``")
        {
            return cell[1..^1];
        }

        var code = cell[2..^2];
        return code.EndsWith("` ", StringComparison.Ordinal) ? code[..^1] : code;
    }
}
