using System.Text;

namespace Confd.Engine.Resources;

/// <summary>
/// Puts paths that may hold anything into a command line, so that each stays a piece of one word: it looks at the quotes that the command
/// has around each place, and refuses places where a shell would read the path a second time.
/// </summary>
/// <remarks>
/// Quoting rules: POSIX.1-2017, Shell Command Language, 2.2. Whatever this reader does not follow (command substitutions, here-documents,
/// comments) makes every later place unsafe. That is no loss: there the command can use the variables CONFD_SRC and CONFD_DEST.
/// </remarks>
internal sealed class PathPlacement
{
    private readonly string _command;
    private readonly IReadOnlyList<(string Placeholder, string Path)> _paths;
    private readonly StringBuilder _output = new();
    private readonly bool _hasInterpreter;
    private string? _lostAt;
    private int _position;

    private PathPlacement(string command, IReadOnlyList<(string Placeholder, string Path)> paths)
    {
        _command = command;
        _paths = paths;
        var words = CommandReaders.WordsOf(command);
        _hasInterpreter = words.Any(CommandReaders.HasLanguage);
        _lostAt = CommandReaders.FindRereader(words) ?? (command.Contains("$0", StringComparison.Ordinal) ? "$0" : null);
    }

    /// <summary>Puts the paths in place.</summary>
    /// <param name="command">The command with placeholders of letters and digits.</param>
    /// <param name="paths">What each placeholder stands for.</param>
    /// <exception cref="UnsafeCommandException">A placeholder stands where no quoting would be safe.</exception>
    public static string Fill(string command, IReadOnlyList<(string Placeholder, string Path)> paths) =>
        new PathPlacement(command, paths).Fill();

    private string Fill()
    {
        while (_position < _command.Length)
        {
            if (FindPlaceholder() is { } found)
            {
                Place(found.Placeholder, ShellWord.Quote(found.Path));
                continue;
            }

            switch (_command[_position])
            {
                case '\'':
                    CopySingleQuoted();
                    break;
                case '"':
                    CopyDoubleQuoted();
                    break;
                case '\\':
                    // What follows is not what it seems; a path that follows would lose its first quote.
                    Copy();
                    RefusePlaceholder("a backslash");
                    Copy();
                    break;
                case '$' when Next is '(' or '{' or '\'' or '"':
                case '`':
                case '<' when Next == '<':
                    Lose(_command.AsSpan(_position, _command[_position] == '`' ? 1 : 2).ToString());
                    break;
                case '#' when IsAtStartOfWord:
                    Lose("#");
                    break;
                case '$':
                    Copy();
                    RefusePlaceholder("a dollar sign");
                    break;
                default:
                    Copy();
                    break;
            }
        }

        return _output.ToString();
    }

    private char Next => _position + 1 < _command.Length ? _command[_position + 1] : '\0';

    private bool IsAtStartOfWord => _position == 0 || _command[_position - 1] is ' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')';

    private (string Placeholder, string Path)? FindPlaceholder()
    {
        foreach (var path in _paths)
        {
            if (_command.AsSpan(_position).StartsWith(path.Placeholder, StringComparison.Ordinal))
            {
                return path;
            }
        }

        return null;
    }

    private void Copy()
    {
        if (_position < _command.Length)
        {
            _output.Append(_command[_position++]);
        }
    }

    private void Lose(string construct)
    {
        _lostAt ??= construct;
        Copy();
    }

    private void Place(string placeholder, string text)
    {
        if (_lostAt is not null)
        {
            throw Refuse($"in a command with {_lostAt}");
        }

        var end = _position + placeholder.Length;
        if (_hasInterpreter && !(CommandReaders.IsWordEdge(_command, _position - 1) && CommandReaders.IsWordEdge(_command, end)))
        {
            throw Refuse("inside of a word for a program with a language of its own");
        }

        _output.Append(text);
        _position = end;
    }

    private void RefusePlaceholder(string before)
    {
        if (_position < _command.Length && FindPlaceholder() is not null)
        {
            throw Refuse($"behind {before}");
        }
    }

    private void CopySingleQuoted()
    {
        var end = _command.IndexOf('\'', _position + 1);
        CopyQuoted(end < 0 ? _command.Length : end, ShellWord.InsideSingleQuotes);
    }

    private void CopyDoubleQuoted()
    {
        var end = _position + 1;
        while (end < _command.Length && _command[end] != '"')
        {
            if (_command[end] == '`' || (_command[end] == '$' && end + 1 < _command.Length && _command[end + 1] is '(' or '{'))
            {
                // A quote inside of it need not be the end of this one.
                _lostAt ??= _command[end] == '`' ? "`" : _command.Substring(end, 2);
            }

            end += _command[end] == '\\' ? 2 : 1;
        }

        CopyQuoted(Math.Min(end, _command.Length), path => $"\"{ShellWord.Quote(path)}\"");
    }

    // A quoted text with blanks or signs beside a path may be code for another shell, which would read the path once more.
    private void CopyQuoted(int end, Func<string, string> quote)
    {
        var rest = _command[(_position + 1)..end];
        foreach (var (placeholder, _) in _paths)
        {
            rest = rest.Replace(placeholder, "", StringComparison.Ordinal);
        }

        var isWord = end < _command.Length && ShellWord.IsPieceOfWord(rest);
        Copy();
        while (_position < end)
        {
            if (FindPlaceholder() is not { } found)
            {
                Copy();
            }
            else if (isWord)
            {
                Place(found.Placeholder, quote(found.Path));
            }
            else
            {
                throw Refuse("beside other text in quotes");
            }
        }

        Copy();
    }

    private static UnsafeCommandException Refuse(string place) => UnsafeCommandException.AtPlace(place);
}
