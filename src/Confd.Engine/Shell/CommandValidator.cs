using System.Text.RegularExpressions;

namespace Confd.Engine.Shell;

/// <summary>
/// Accepts a command only if a path of any characters certainly remains one word of it, and data. Constructs that might pass the path on in
/// another way, such as a pipe or a program that reads code, are refused in any case: such a command belongs in a file, which gets the path
/// as an argument.
/// </summary>
internal sealed partial class CommandValidator
{
    private static readonly HashSet<string> Declarations = new(StringComparer.Ordinal)
    {
        "export", "readonly", "local", "declare", "typeset",
    };

    // bash evaluates the operands of these comparisons as arithmetic; -v looks up a name.
    private static readonly HashSet<string> Comparisons = new(StringComparer.Ordinal) { "-eq", "-ne", "-gt", "-ge", "-lt", "-le" };

    private readonly ShellScript _script;
    private readonly PathVariables _variables;

    private CommandValidator(ShellScript script, PathVariables variables)
    {
        _script = script;
        _variables = variables;
    }

    /// <summary>Checks that every path remains unchanged.</summary>
    /// <param name="text">The whole command.</param>
    /// <param name="script">The parsed command.</param>
    /// <exception cref="UnsafeCommandException">The first place where one may not remain so.</exception>
    public static void Validate(string text, ShellScript script) =>
        new CommandValidator(script, new PathVariables(text, script)).Validate();

    private void Validate()
    {
        RequireNoPipe(_script);
        RequireNoFile();
        foreach (var command in _script.All)
        {
            RequireNoNames(command);
            RequireQuotes(command);
            ValidateSubstitutions(command);
            ValidateAssignments(command);
            if (ReevaluatorOf(command) is { } reader)
            {
                ValidateReevaluated(command, reader);
            }
            else
            {
                ValidateWords(command);
            }
        }
    }

    // The output of one command may be split or run by another.
    private void RequireNoPipe(ShellScript script)
    {
        if (script.Commands.Any(command => command.ReadsPipe) && script.Commands.Any(_variables.NamesPath))
        {
            throw Refuse("in a command with a pipe");
        }

        foreach (var piece in script.Commands.SelectMany(command => command.Words).SelectMany(word => word.Pieces))
        {
            if (piece.Script is { } inner)
            {
                RequireNoPipe(inner);
            }
        }
    }

    // The same by means of a file.
    private void RequireNoFile()
    {
        var words = _script.All.SelectMany(command => command.Words).ToList();
        var hasReader = _script.All.Any(command => ReevaluatorOf(command) is not null);
        foreach (var file in words.Where(IsFileWritten))
        {
            var name = file.Literal is { } text ? text[(text.LastIndexOf('/') + 1)..] : null;
            if (hasReader || (name is { Length: > 0 } && words.Exists(word => word != file && Names(word, name))))
            {
                throw Refuse("in a command that writes a file and reads it, or runs code");
            }
        }
    }

    // printenv CONFD_DEST, ENVIRON["CONFD_DEST"], and text that becomes code later: CMD='rm $CONFD_DEST'.
    private static void RequireNoNames(SimpleCommand command)
    {
        var texts = command.Words.SelectMany(word => word.Pieces)
            .Where(piece => piece.Kind == ShellPieceKind.Text)
            .Select(piece => piece.Text);
        if (texts.Any(text => PathVariables.Own.Any(name => text.Contains(name, StringComparison.Ordinal))))
        {
            throw Refuse("behind the name of its variable");
        }
    }

    // Without quotes the shell splits it, except in assignments and in the operands of two of its own keywords.
    private void RequireQuotes(SimpleCommand command)
    {
        if (command.Words[0].Literal is "case" or "[[")
        {
            return;
        }

        var namesPath = _variables.NamesPath(command);
        var isBeforeProgram = true;
        foreach (var word in command.Words)
        {
            isBeforeProgram &= word.AssignedName is not null;
            var unquoted = isBeforeProgram
                ? null
                : word.Pieces.FirstOrDefault(piece => piece.Quoting == ShellQuoting.None
                    && piece.Kind is ShellPieceKind.Variable or ShellPieceKind.Substitution);
            if (unquoted is not null && _variables.MayBePath(unquoted))
            {
                throw Refuse($"in {unquoted.Shown} without quotes");
            }

            // A variable may be a program, its options or their values.
            if (unquoted is { Kind: ShellPieceKind.Variable } && namesPath && word.Redirection is null)
            {
                throw Refuse($"beside {unquoted.Shown} without quotes");
            }
        }
    }

    private void ValidateSubstitutions(SimpleCommand command)
    {
        foreach (var piece in command.Words.SelectMany(word => word.Pieces))
        {
            if (piece.Script is { } script && !CommandPrograms.AreKnown(script, _variables.MayBePath(piece)))
            {
                throw Refuse("in a command with a $(…) that may do more than hand it on");
            }
        }
    }

    // Variables whose values the shell or another program runs as code.
    private void ValidateAssignments(SimpleCommand command)
    {
        foreach (var word in command.Words)
        {
            if (word.AssignedName is { } name && Code().IsMatch(name) && _variables.NamesPath(word))
            {
                throw Refuse($"in ${name}, which is code");
            }
        }
    }

    // The code that it reads must be literal, without variables.
    private void ValidateReevaluated(SimpleCommand command, string reader)
    {
        var hasOptions = command.Words.Skip(1).Any(word => word.Literal?.StartsWith('-') == true);
        foreach (var word in command.Words)
        {
            var isGood = word.Literal is { } text
                ? !text.AsSpan().ContainsAny('$', '`')
                : !hasOptions && Declarations.Contains(command.Words[0].Literal ?? "") && word.AssignedName is not null;
            if (!isGood)
            {
                throw Refuse($"in a command with {reader}");
            }

            ValidateWord(word, hasLanguage: false);
        }

        if (hasOptions && Declarations.Contains(reader))
        {
            throw Refuse($"in a command with {reader} and options");
        }
    }

    private void ValidateWords(SimpleCommand command)
    {
        if (!_variables.NamesPath(command))
        {
            return;
        }

        string?[] literals = [.. command.Arguments.Select(word => word.Literal)];
        var looksUp = literals.Any(word => word is "test" or "[" or "[[" or "printf");
        if (literals.Any(IsComparison) || (looksUp && literals.Any(word => word?.StartsWith("-v", StringComparison.Ordinal) == true)))
        {
            throw Refuse("beside a comparison that may compute it");
        }

        var isCopied = literals.Any(word => word is not null && CommandPrograms.IsCopier(word));
        var hasLanguage = isCopied || literals.Any(word => word is not null && CommandPrograms.HasLanguage(word));
        foreach (var word in command.Words)
        {
            ValidateWord(word, hasLanguage);

            // Another variable may contain more than the path, such as a host name before it.
            if (isCopied && word.Pieces.Any(piece => piece.Kind != ShellPieceKind.Path && _variables.MayBePath(piece)
                && !PathVariables.Own.Contains(piece.Text)))
            {
                throw Refuse("in a variable of its own for a program that copies to other machines");
            }
        }
    }

    // Only plain text such as --file= may be next to a path: an unknown program might run anything else as code.
    private void ValidateWord(ShellText word, bool hasLanguage)
    {
        if (!_variables.NamesPath(word))
        {
            return;
        }

        if (hasLanguage && word.Pieces.Count(piece => piece.Kind != ShellPieceKind.Text || piece.Text.Length > 0) > 1)
        {
            throw Refuse("inside of a word for a program with a language of its own");
        }

        if (!word.Pieces.All(piece => piece.Kind != ShellPieceKind.Text || ShellWord.IsPieceOfWord(piece.Text)))
        {
            throw Refuse("beside other text in quotes");
        }
    }

    private static string? ReevaluatorOf(SimpleCommand command) =>
        CommandPrograms.IsScript(command) ? null : CommandPrograms.FindReevaluator(command);

    // The word after >& is a file in bash, unless it is the number of a descriptor.
    private static bool IsFileWritten(ShellText word) => word.Redirection switch
    {
        '>' => word.Literal != "/dev/null",
        '&' => word.Literal is not { } text || !text.All(character => char.IsAsciiDigit(character) || character == '-'),
        _ => false,
    };

    private static bool Names(ShellText word, string file) => word.Literal?.Contains(file, StringComparison.Ordinal) == true;

    private static bool IsComparison(string? word) => word is not null && Comparisons.Contains(word);

    private static UnsafeCommandException Refuse(string place) => UnsafeCommandException.AtPlace(place);

    [GeneratedRegex(
        @"\A(BASH_ENV|ENV|PS[0-4]|IFS|SHELL|LESSOPEN|LESSCLOSE|LD_.*"
            + @"|.*(COMMAND|PAGER|EDITOR|VISUAL|BROWSER|ASKPASS|RSH|SSH|OPTS|OPTIONS|FLAGS))\z",
        RegexOptions.ExplicitCapture,
        10_000)]
    private static partial Regex Code();
}
