using System.Text.RegularExpressions;

namespace Confd.Engine.Resources;

/// <summary>
/// Finds where a command uses a variable that may hold a path in a way that does not keep it one word. A variable may hold one where it is
/// confd's own, or where the command is given a path and names the variable elsewhere too: <c>F={{.dest}}; rm $F</c>.
/// </summary>
/// <remarks>
/// Quoting rules: POSIX.1-2017, Shell Command Language, 2.2 and 2.5. Text in single quotes is looked at as a command of its own where a
/// program in the command may make it one: confd's variables are in its environment too.
/// </remarks>
internal sealed partial class PathVariables
{
    private readonly string _command;
    private readonly bool _isGivenPaths;
    private readonly bool _hasCode;
    private int _simpleCommand;
    private int _position;

    private PathVariables(string command, bool isGivenPaths, bool hasCode)
    {
        _command = command;
        _isGivenPaths = isGivenPaths;
        _hasCode = hasCode;
    }

    /// <summary>Ends where every use keeps the path one word.</summary>
    /// <param name="command">The command, with any text in the place of paths.</param>
    /// <param name="isGivenPaths">True where paths are put into the command's text, from where it may put them into variables.</param>
    /// <exception cref="UnsafeCommandException">The first use that does not.</exception>
    public static void RequireOneWord(string command, bool isGivenPaths)
    {
        var words = CommandReaders.WordsOf(command);
        var hasCode = words.Any(CommandReaders.HasLanguage) || CommandReaders.FindRereader(words) is not null;
        new PathVariables(command, isGivenPaths, hasCode).Read();
    }

    private void Read()
    {
        while (_position < _command.Length)
        {
            switch (_command[_position])
            {
                case '\\':
                    _position += 2;
                    break;
                case '\'':
                    ReadSingleQuoted();
                    break;
                case '"':
                    ReadDoubleQuoted();
                    break;
                case '$' when FindUseHere() is { } use:
                    throw UnsafeCommandException.AtPlace($"in {use.Value} without quotes");
                case ';' or '&' or '|' or '(' or '\n':
                    _simpleCommand = ++_position;
                    break;
                default:
                    _position++;
                    break;
            }
        }
    }

    private void ReadSingleQuoted()
    {
        var end = _command.IndexOf('\'', _position + 1);
        end = end < 0 ? _command.Length : end;
        if (_hasCode)
        {
            new PathVariables(_command[(_position + 1)..end], isGivenPaths: false, _hasCode).Read();
        }

        _position = end + 1;
    }

    private void ReadDoubleQuoted()
    {
        var start = _position + 1;
        var end = start;
        while (end < _command.Length && _command[end] != '"')
        {
            end += _command[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, _command.Length);
        var text = _command[start..end];
        foreach (var use in VariableUse().Matches(text).Where(MayHoldPath))
        {
            // The quotes around a substitution are none inside of it.
            if (text.Contains('`', StringComparison.Ordinal) || text.Contains("$(", StringComparison.Ordinal))
            {
                throw UnsafeCommandException.AtPlace($"in {use.Value} beside a substitution");
            }

            JudgeQuoted(use.Value, isWhole: use.Length == text.Length
                && CommandReaders.IsWordEdge(_command, start - 2) && CommandReaders.IsWordEdge(_command, end + 1));
        }

        _position = end + 1;
    }

    // One word, which may be code for the program that gets it.
    private void JudgeQuoted(string variable, bool isWhole)
    {
        if (_hasCode && !isWhole)
        {
            throw UnsafeCommandException.AtPlace($"in {variable} beside other text");
        }

        var before = _command[_simpleCommand.._position].TrimEnd();
        if (!before.EndsWith('<') && !before.EndsWith('>')
            && CommandReaders.FindRereaderOfNext(CommandReaders.WordsOf(before)) is { } reader)
        {
            throw UnsafeCommandException.AtPlace($"in {variable} among what {reader} reads");
        }
    }

    private Match? FindUseHere() =>
        VariableUse().Match(_command, _position) is { Success: true } use && use.Index == _position && MayHoldPath(use) ? use : null;

    private bool MayHoldPath(Match use)
    {
        var name = use.Groups["name"].Value;
        return name is "CONFD_SRC" or "CONFD_DEST"
            || (_isGivenPaths && (!IsNameStart(name[0]) || Name().Matches(_command).Any(match => match.ValueSpan.SequenceEqual(name))));
    }

    private static bool IsNameStart(char character) => character == '_' || char.IsAsciiLetter(character);

    // $NAME, ${NAME…}, and what set and calls of functions give: $1, $@, $*.
    [GeneratedRegex(@"\$(\{[#!]?)?(?<name>[A-Za-z_][A-Za-z0-9_]*|[1-9@*])\}?", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex VariableUse();

    // A name that is not being used: NAME=…, for NAME in …, getopts … NAME.
    [GeneratedRegex(@"(?<![A-Za-z0-9_$]|\$\{|\$\{[#!])[A-Za-z_][A-Za-z0-9_]*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();
}
