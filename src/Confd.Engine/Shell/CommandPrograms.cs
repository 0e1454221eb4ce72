namespace Confd.Engine.Shell;

/// <summary>Programs that do more with an argument, or with their input, than to take it as it is.</summary>
internal static class CommandPrograms
{
    // These read their arguments as a command line once more, here or on another machine.
    private static readonly HashSet<string> Rereaders = new(StringComparer.Ordinal)
    {
        "eval", "trap", "alias", "let", "declare", "typeset", "export", "readonly", "local", "unset", "read", "mapfile", "readarray",
        "source", ".",
        "su", "runuser", "sg", "newgrp", "at", "batch", "crontab", "watch", "script", "parallel", "screen", "tmux", "make", "gmake",
        "systemd-run",
        "csh", "tcsh", "fish", "rc", "es", "nu", "elvish", "xonsh", "pwsh", "powershell",
        "ssh", "autossh", "dbclient", "plink", "rsh", "remsh", "mosh", "pssh", "parallel-ssh", "pdsh", "dsh", "clush", "ansible", "salt",

        // Takes a name of a file that ends in | for a command.
        "perl",
    };

    // These so read the code that an option gives them; what follows it are the code's arguments, which are words.
    private static readonly HashSet<string> Shells = new(StringComparer.Ordinal)
    {
        "sh", "bash", "rbash", "dash", "ash", "ksh", "rksh", "mksh", "lksh", "pdksh", "oksh", "posh", "yash", "zsh", "SHELL", "BASH",
    };

    // These so read what stands behind the name of another machine.
    private static readonly HashSet<string> Copiers = new(StringComparer.Ordinal) { "scp", "rsync", "pscp" };

    // These do so with one of their options only.
    private static readonly (string Program, string[] Options)[] RereadingOptions =
    [
        ("env", ["-S", "--split-string"]),
        ("flock", ["-c", "--command"]),
        ("sudo", ["-s", "-i", "--shell", "--login"]),
        ("tar", ["-F", "-I", "--to-command", "--checkpoint-action", "--use-compress-program", "--info-script", "--new-volume-script",
            "--rsh-command"]),
        ("nc", ["-c", "--sh-exec"]),
        ("ncat", ["-c", "--sh-exec"]),
        ("entr", ["-s"]),
    ];

    // These have a language of their own: a path may be an argument of them, but no piece of one.
    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
    {
        "sed", "gsed", "awk", "gawk", "mawk", "nawk", "python", "pypy", "ruby", "node", "nodejs", "deno", "bun", "php", "lua",
        "luajit", "tclsh", "wish", "expect", "Rscript", "jq", "yq", "m4", "bc", "dc", "ed", "ex", "vi", "vim", "nvim", "emacs", "gdb",
        "psql", "mysql", "mariadb", "sqlite", "socat", "lftp", "expr", "find", "xargs",
    };

    /// <summary>What reads an argument of the command once more; null where nothing does.</summary>
    public static string? FindReader(SimpleCommand command)
    {
        ShellText[] words = [.. command.Arguments];
        var at = Array.FindIndex(words, word => word.AssignedName is null);
        if (at >= 0 && words[at].Literal is null && words[at].Pieces.FirstOrDefault(IsOutput) is { } unknown)
        {
            return unknown.Shown;
        }

        string[] programs = [.. words.Select((word, index) => ProgramOf(word, isFirst: index == at))];
        if (Array.Find(programs, Rereaders.Contains) is { } found)
        {
            return found;
        }

        var (program, options) = Array.Find(
            RereadingOptions,
            row => programs.Contains(row.Program) && words.Select(OptionOf).Any(word => row.Options.Any(option => Has(word, option))));
        return program is null ? null : $"{program} {options[0]}";
    }

    /// <summary>The shell that the command runs, and what that runs; null where it runs none.</summary>
    public static ShellCall? FindShell(SimpleCommand command)
    {
        ShellText[] words = [.. command.Arguments];
        var at = Array.FindIndex(words, word => Shells.Contains(ProgramOf(word, isFirst: word == words[0])));
        if (at < 0)
        {
            return null;
        }

        var name = ProgramOf(words[at], isFirst: at == 0);
        var isCode = false;
        for (at++; at < words.Length; at++)
        {
            // An option may be in quotes, or a path that confd puts in.
            if (words[at].Literal is not (['-' or '+', _, ..] and { } option))
            {
                return isCode ? new ShellCall(name, Code: words[at], Script: null) : new ShellCall(name, Code: null, Script: words[at]);
            }

            isCode |= option[1] != '-' && option.Contains('c', StringComparison.Ordinal);
            at += option is "-o" or "+o" or "-O" or "+O" or "--rcfile" or "--init-file" ? 1 : 0;
            if (option[1] != '-' && option.Contains('s', StringComparison.Ordinal))
            {
                break;
            }
        }

        return new ShellCall(name, Code: null, Script: null);
    }

    /// <summary>What takes the input of the command for code, or takes it apart; null where nothing does.</summary>
    public static string? FindReaderOfInput(SimpleCommand command)
    {
        if (FindReader(command) is { } reader)
        {
            return reader;
        }

        var shell = FindShell(command);
        if (shell is { Code: null, Script: null } or { Script.Literal: "-" or "/dev/stdin" or "/proc/self/fd/0" })
        {
            return shell.Name;
        }

        string[] words = [.. command.Arguments.Select(word => word.Literal ?? "")];
        var xargs = Array.FindIndex(words, word => ProgramOf(word) == "xargs");
        return xargs >= 0 && (shell is not null || TakesInputApart(words.Skip(xargs + 1)) || words.Skip(xargs + 1).Any(HasLanguage))
            ? "xargs"
            : null;
    }

    /// <summary>True for the name of a program with a language of its own, of whatever version.</summary>
    /// <param name="word">A word of the command.</param>
    public static bool HasLanguage(string word) => Interpreters.Contains(ProgramOf(word));

    /// <summary>True for the name of a program that copies files to other machines.</summary>
    /// <param name="word">A word of the command.</param>
    public static bool IsCopier(string word) => Copiers.Contains(ProgramOf(word));

    // At blanks, quotes and backslashes, unless the options say that a NUL or the end of the line ends a piece.
    private static bool TakesInputApart(IEnumerable<string> arguments)
    {
        string[] options = [.. arguments.Where(word => word.Length > 0).TakeWhile(word => word[0] == '-' || word == @"\n"), ""];
        return !options.Any(option => option is "-0" or "-0r" or "-r0" or "--null")
            && !options.Zip(options.Skip(1)).Any(pair => pair is ("-d" or "--delimiter", @"\n"));
    }

    // What stands before a value: --to-command=….
    private static string OptionOf(ShellText word)
    {
        var start = string.Concat(word.Pieces.TakeWhile(piece => piece.Kind == ShellPieceKind.Text).Select(piece => piece.Text));
        return start.Split('=')[0];
    }

    private static bool IsOutput(ShellPiece piece) => piece.Kind is ShellPieceKind.Variable or ShellPieceKind.Substitution;

    // A variable that names a shell is that shell. A path that is no first word is a program where programs are: /usr/bin/ssh, not
    // /srv/salt.
    private static string ProgramOf(ShellText word, bool isFirst)
    {
        if (word.Literal is not { } text)
        {
            return word.Pieces.FirstOrDefault(IsOutput) is { Kind: ShellPieceKind.Variable } variable ? variable.Text : "";
        }

        var folder = text[..(text.LastIndexOf('/') + 1)];
        return isFirst || (folder.Length == 0 && text != ".") || folder.EndsWith("bin/", StringComparison.Ordinal) ? ProgramOf(text) : "";
    }

    // /usr/bin/python3.11 is python.
    private static string ProgramOf(string word) =>
        word == "." ? word : word[(word.LastIndexOf('/') + 1)..].TrimEnd("0123456789.-".ToCharArray());

    // One letter may stand among others (-nc), and a long name may be cut short (--comm), or hold its value already.
    private static bool Has(string word, string option) => option.StartsWith("--", StringComparison.Ordinal)
        ? word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && option.StartsWith(word, StringComparison.Ordinal)
        : word.Length > 1 && word[0] == '-' && word[1] != '-' && word.Contains(option[1], StringComparison.Ordinal);
}
