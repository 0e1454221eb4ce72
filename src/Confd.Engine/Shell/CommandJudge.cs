namespace Confd.Engine.Shell;

/// <summary>
/// Refuses a command in which a path of any characters would not stay one word, or would become code: in the shell itself, or in a program
/// that is known to read its arguments or its input once more.
/// </summary>
internal sealed class CommandJudge
{
    private static readonly HashSet<string> Comparisons = new(StringComparer.Ordinal) { "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-v" };
    private static readonly HashSet<string> Declarations = new(StringComparer.Ordinal)
    {
        "export", "readonly", "local", "declare", "typeset",
    };


    private readonly ShellScript _script;
    private readonly PathVariables _variables;
    private readonly bool _hasReader;

    private CommandJudge(ShellScript script, PathVariables variables)
    {
        _script = script;
        _variables = variables;
        _hasReader = script.All.Any(
            command => CommandPrograms.FindShell(command) is not null || CommandPrograms.FindReader(command) is not null);
    }

    /// <summary>Ends where every path stays what it is.</summary>
    /// <param name="text">The whole command.</param>
    /// <param name="script">The same, read.</param>
    /// <exception cref="UnsafeCommandException">The first place where one does not.</exception>
    public static void Judge(string text, ShellScript script) => new CommandJudge(script, new PathVariables(text, script)).Judge();

    private void Judge()
    {
        foreach (var command in _script.All)
        {
            Judge(command);
        }
    }

    private void Judge(SimpleCommand command)
    {
        var reader = CommandPrograms.FindReader(command);
        var shell = reader is null ? CommandPrograms.FindShell(command) : null;
        RequireQuotes(command);
        RequireNoNames(command.Words.Where(word => word.Literal is null || (reader is null && word != shell?.Code)));
        JudgeInput(command);
        if (reader is not null)
        {
            JudgeReader(command, reader);
        }
        else if (shell is not null)
        {
            JudgeShell(command, shell);
        }
        else
        {
            JudgeArguments(command);
        }
    }

    // Without quotes the shell takes it apart, but in assignments and in what two of its own words look at.
    private void RequireQuotes(SimpleCommand command)
    {
        if (command.Words[0].Literal is "case" or "[[")
        {
            return;
        }

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

            // It may be a program, its options or their values.
            if (unquoted is not null && _variables.NamesPath(command))
            {
                throw Refuse($"beside {unquoted.Shown} without quotes");
            }
        }
    }

    // printenv CONFD_DEST; V=CONFD_DEST and then ${!V}.
    private static void RequireNoNames(IEnumerable<ShellText> words)
    {
        var texts = words.SelectMany(word => word.Pieces)
            .Where(piece => piece is { Kind: ShellPieceKind.Text, Quoting: not ShellQuoting.Single })
            .Select(piece => piece.Text);
        if (texts.Any(text => PathVariables.Own.Any(name => text.Contains(name, StringComparison.Ordinal))))
        {
            throw Refuse("behind the name of its variable");
        }
    }

    // What another command writes into the pipe may be a path, and what this one reads is code or is taken apart.
    private void JudgeInput(SimpleCommand command)
    {
        if (!command.ReadsPipe || !_script.All.Any(other => other != command && _variables.NamesPath(other)))
        {
            return;
        }

        if (CommandPrograms.FindReaderOfInput(command) is { } reader)
        {
            throw Refuse($"in a command with {reader}");
        }

        RequireNoFile(command);
    }

    private void JudgeShell(SimpleCommand command, ShellCall shell)
    {
        JudgeArguments(command);
        if (shell.Code is { } code && (code.Literal is not null || _variables.NamesPath(command)))
        {
            JudgeCode(command, shell.Name, code);
        }

        var before = command.Words.TakeWhile(word => word != shell.Code && word != shell.Script);
        if (before.Any(_variables.NamesPath))
        {
            throw Refuse($"in a command with {shell.Name}");
        }
    }

    private void JudgeReader(SimpleCommand command, string reader)
    {
        foreach (var word in command.Arguments)
        {
            if (word.Literal is not null)
            {
                JudgeCode(command, reader, word);
            }
            else if (_variables.NamesPath(word) && !IsDeclared(command, word))
            {
                throw Refuse($"in a command with {reader}");
            }
        }
    }

    // Code in quotes is a command of its own: the variables are in its environment too.
    private void JudgeCode(SimpleCommand command, string reader, ShellText code)
    {
        if (code.Literal is not { } text)
        {
            throw Refuse($"in a command with {reader}");
        }

        if (text.Contains("{}", StringComparison.Ordinal) && _variables.NamesPath(command))
        {
            throw Refuse($"beside {{}} in a command with {reader}");
        }

        if (_variables.NamesPath(text))
        {
            new CommandJudge(ShellReader.Read(text, []), _variables).Judge();
        }
    }

    private void JudgeArguments(SimpleCommand command)
    {
        var paths = command.Arguments.Where(_variables.NamesPath).ToList();
        if (paths.Count == 0)
        {
            return;
        }

        string?[] literals = [.. command.Arguments.Select(word => word.Literal)];
        if (literals.Any(word => word is "test" or "[" or "[[" or "printf")
            && Array.Find(literals, IsComparison) is { } comparison)
        {
            throw Refuse($"beside {comparison}, which may compute it");
        }

        RequireNoFile(command);
        var isCopied = literals.Any(word => word is not null && CommandPrograms.IsCopier(word));
        var hasLanguage = isCopied || literals.Any(word => word is not null && CommandPrograms.HasLanguage(word));
        foreach (var word in paths)
        {
            JudgeWord(word, hasLanguage);

            // Another variable may hold more than the path, such as a machine before it.
            if (isCopied && word.Pieces.Any(piece => piece.Kind != ShellPieceKind.Path && _variables.MayBePath(piece)
                && !PathVariables.Own.Contains(piece.Text)))
            {
                throw Refuse("in a variable of its own for a program that copies to other machines");
            }
        }
    }

    private void RequireNoFile(SimpleCommand command)
    {
        if (_hasReader && command.Words.Any(word => IsFileWritten(word) || word.Literal == "tee"))
        {
            throw Refuse("in a file that another part of the command may read as code");
        }
    }

    private static void JudgeWord(ShellText word, bool hasLanguage)
    {
        if (hasLanguage && word.Pieces.Count(piece => piece.Kind != ShellPieceKind.Text || piece.Text.Length > 0) > 1)
        {
            throw Refuse("inside of a word for a program with a language of its own");
        }

        // A quoted text with blanks or signs beside a path may be code for a program that nobody here knows.
        foreach (var region in word.Pieces.Where(piece => piece.Region >= 0).GroupBy(piece => piece.Region))
        {
            if (region.Any(piece => piece.Kind == ShellPieceKind.Path)
                && !region.All(piece => piece.Kind == ShellPieceKind.Path
                    || (piece.Kind == ShellPieceKind.Text && ShellWord.IsPieceOfWord(piece.Text))))
            {
                throw Refuse("beside other text in quotes");
            }
        }
    }

    private static bool IsDeclared(SimpleCommand command, ShellText word) =>
        command.Words[0].Literal is { } program
        && Declarations.Contains(program)
        && word.AssignedName is not null
        && !command.Words.Any(other => other.Literal?.StartsWith('-') == true);

    // Not /dev/null, and not the number of a descriptor.
    private static bool IsFileWritten(ShellText word) =>
        word.Redirection == '>' && word.Literal is not ("/dev/null" or "-" or { Length: 1 });

    private static bool IsComparison(string? word) => word is not null && Comparisons.Contains(word);

    private static UnsafeCommandException Refuse(string place) => UnsafeCommandException.AtPlace(place);
}
