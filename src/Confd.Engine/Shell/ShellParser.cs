using System.Text.RegularExpressions;

namespace Confd.Engine.Shell;

/// <summary>Parses a command line into simple commands, and refuses unsupported constructs.</summary>
/// <remarks>
/// POSIX.1-2017, Shell Command Language, 2.2 to 2.10. Words such as <c>if</c> and <c>do</c> begin a command here, which is sufficient. Not
/// supported: here-documents, backquotes, arithmetic, process substitution, <c>$'…'</c>, and most forms of <c>${…}</c>. A command with
/// these and a path of special characters can be written without them.
/// </remarks>
internal sealed partial class ShellParser
{
    // A limit beyond any practical command. Processing takes time quadratic in its length, and stack linear in its depth.
    private const int MaxCharacters = 16 * 1024;
    private const int MaxDepth = 8;

    private readonly string _text;
    private readonly IReadOnlyList<string> _placeholders;
    private int _position;
    private int _depth;

    private ShellParser(string text, IReadOnlyList<string> placeholders)
    {
        _text = text;
        _placeholders = placeholders;
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private char Next => _position + 1 < _text.Length ? _text[_position + 1] : '\0';

    /// <summary>Parses a command line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="placeholders">Placeholders of paths: letters and digits.</param>
    /// <exception cref="UnsafeCommandException">It has an unsupported construct, or an unclosed quote.</exception>
    public static ShellScript Read(string text, IReadOnlyList<string> placeholders) => text.Length > MaxCharacters
        ? throw Unsupported($"more than {MaxCharacters} characters")
        : new ShellParser(text, placeholders).ReadScript(isInside: false);

    /// <summary>True for a valid name of a variable.</summary>
    public static bool IsName(ReadOnlySpan<char> text) => Name().IsMatch(text);

    private ShellScript ReadScript(bool isInside)
    {
        var commands = new ShellScriptBuilder();
        var depth = 0;
        while (_position < _text.Length && !(isInside && depth == 0 && Current == ')'))
        {
            if (TryReadPath(commands, ShellQuoting.None))
            {
                continue;
            }

            switch (Current)
            {
                case ' ' or '\t':
                    commands.EndWord();
                    _position++;
                    break;
                case '&' when Next == '>':
                    commands.Redirect('>');
                    _position += 2;
                    break;
                case '\n' or ';' or '&' or '|':
                    commands.EndCommand(isPipe: Current == '|' && Next != '|');
                    _position += Next == Current || (Current == '|' && Next == '&') ? 2 : 1;
                    break;
                case '(' when Next == '(':
                    throw Unsupported("((");
                case '(' or ')':
                    depth += Current == '(' ? 1 : -1;
                    commands.EndCommand(isPipe: false);
                    _position++;
                    break;
                case '<' or '>':
                    ReadRedirection(commands);
                    break;
                case '#' when !commands.IsInWord:
                    SkipComment();
                    break;
                default:
                    ReadPiece(commands);
                    break;
            }
        }

        if (isInside && Current != ')')
        {
            throw Unsupported("$( without an end");
        }

        commands.EndCommand(isPipe: false);
        var script = new ShellScript(commands.All);
        return isInside && script.Commands.Any(command => command.Words[0].Literal == "case") ? throw Unsupported("case in $(") : script;
    }

    private void ReadPiece(ShellScriptBuilder commands)
    {
        switch (Current)
        {
            case '\\':
                ReadEscape(commands, ShellQuoting.None);
                break;
            case '\'':
                ReadSingleQuoted(commands);
                break;
            case '"':
                ReadDoubleQuoted(commands);
                break;
            case '`':
                throw Unsupported("`");
            case '$':
                ReadDollar(commands, ShellQuoting.None);
                break;
            default:
                commands.Add(_text[_position], ShellQuoting.None, _position);
                _position++;
                break;
        }
    }

    private void ReadRedirection(ShellScriptBuilder commands)
    {
        if (Next == '(' || (Current == '<' && Next == '<'))
        {
            throw Unsupported(_text.Substring(_position, 2));
        }

        commands.Redirect(Next is '&' or '>' ? Next : Current);
        _position += Next is '>' or '&' or '|' ? 2 : 1;
    }

    private void SkipComment()
    {
        for (; _position < _text.Length && Current != '\n'; _position++)
        {
            if (FindPlaceholder() is not null)
            {
                throw UnsafeCommandException.AtPlace("in a comment");
            }
        }
    }

    private void ReadEscape(ShellScriptBuilder commands, ShellQuoting quoting)
    {
        _position++;
        if (FindPlaceholder() is not null)
        {
            // The backslash would escape the path's first quote.
            throw UnsafeCommandException.AtPlace("behind a backslash");
        }

        // The shell joins the lines before it parses anything: inside $NAME or << too.
        if (Current == '\n' && _position > 1 && _text[_position - 2] is not (' ' or '\t'))
        {
            throw Unsupported("a line that is broken inside of a word");
        }

        // In double quotes it is a literal backslash before most characters.
        if (quoting == ShellQuoting.Double && Current is not ('$' or '`' or '"' or '\\' or '\n'))
        {
            commands.Add('\\', quoting, _position - 1);
            return;
        }

        if (Current != '\n')
        {
            commands.Add(Current, quoting == ShellQuoting.None ? ShellQuoting.Single : quoting, _position);
        }

        _position++;
    }

    private void ReadSingleQuoted(ShellScriptBuilder commands)
    {
        commands.BeginQuoted(ShellQuoting.Single, _position++);
        while (Current != '\'')
        {
            if (_position >= _text.Length)
            {
                throw Unsupported("' without an end");
            }

            if (!TryReadPath(commands, ShellQuoting.Single))
            {
                commands.Add(_text[_position], ShellQuoting.Single, _position);
                _position++;
            }
        }

        _position++;
    }

    private void ReadDoubleQuoted(ShellScriptBuilder commands)
    {
        commands.BeginQuoted(ShellQuoting.Double, _position++);
        while (Current != '"')
        {
            if (_position >= _text.Length)
            {
                throw Unsupported("\" without an end");
            }

            if (TryReadPath(commands, ShellQuoting.Double))
            {
                continue;
            }

            switch (Current)
            {
                case '\\':
                    ReadEscape(commands, ShellQuoting.Double);
                    break;
                case '`':
                    throw Unsupported("`");
                case '$':
                    ReadDollar(commands, ShellQuoting.Double);
                    break;
                default:
                    commands.Add(_text[_position], ShellQuoting.Double, _position);
                    _position++;
                    break;
            }
        }

        _position++;
    }

    private void ReadDollar(ShellScriptBuilder commands, ShellQuoting quoting)
    {
        var start = _position++;
        if (FindPlaceholder() is not null)
        {
            throw UnsafeCommandException.AtPlace("behind a dollar sign");
        }

        if (Current == '(')
        {
            if (Next == '(')
            {
                throw Unsupported("$((");
            }

            if (++_depth > MaxDepth)
            {
                throw Unsupported($"more than {MaxDepth} $( inside of each other");
            }

            _position++;
            var script = ReadScript(isInside: true);
            _position++;
            _depth--;
            commands.Add(new ShellPiece(ShellPieceKind.Substitution, "", quoting, start) { Script = script });
        }
        else if (VariableUse().Match(_text, start) is { Success: true } use)
        {
            if (_placeholders.Any(placeholder => use.Value.Contains(placeholder, StringComparison.Ordinal)))
            {
                throw UnsafeCommandException.AtPlace("behind the name of a variable");
            }

            _position = start + use.Length;
            commands.Add(new ShellPiece(ShellPieceKind.Variable, use.Groups["name"].Value, quoting, start));
        }
        else if (NumberUse().Match(_text, start) is { Success: true } number)
        {
            _position = start + number.Length;
            commands.Add('0', quoting, start);
        }
        else if (Current is '{' or '[' or '0' || (quoting == ShellQuoting.None && Current is '\'' or '"'))
        {
            throw Unsupported($"${Current}");
        }
        else
        {
            commands.Add('$', quoting, start);
        }
    }

    private bool TryReadPath(ShellScriptBuilder commands, ShellQuoting quoting)
    {
        if (FindPlaceholder() is not { } placeholder)
        {
            return false;
        }

        commands.Add(new ShellPiece(ShellPieceKind.Path, placeholder, quoting, _position));
        _position += placeholder.Length;
        return true;
    }

    private string? FindPlaceholder()
    {
        foreach (var placeholder in _placeholders)
        {
            if (_text.AsSpan(Math.Min(_position, _text.Length)).StartsWith(placeholder, StringComparison.Ordinal))
            {
                return placeholder;
            }
        }

        return null;
    }

    private static UnsafeCommandException Unsupported(string construct) => UnsafeCommandException.AtPlace($"in a command with {construct}");

    // $NAME, $1, $@, ${NAME} and the forms that yield the value, a part of it or a text: ${NAME%.conf}, ${NAME:-text}.
    [GeneratedRegex(
        @"\G\$((?<name>[A-Za-z_][A-Za-z0-9_]*|[1-9@*])"
            + @"|\{(?<name>[A-Za-z_][A-Za-z0-9_]*|[1-9@*])((%%?|##?|:?[-+?])[A-Za-z0-9_@+:,./*?=-]*)?\})",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex VariableUse();

    // The status, process numbers, counts and lengths.
    [GeneratedRegex(@"\G\$([?$!#-]|\{#[A-Za-z_][A-Za-z0-9_]*\})", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NumberUse();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();
}
