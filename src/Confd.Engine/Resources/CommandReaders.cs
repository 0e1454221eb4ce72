namespace Confd.Engine.Resources;

/// <summary>Programs that do more with an argument than to take it as it is.</summary>
internal static class CommandReaders
{
    // These read their arguments as a command line once more, here or on another machine.
    private static readonly HashSet<string> Rereaders = new(StringComparer.Ordinal)
    {
        "eval", "trap", "alias", "let", "declare", "typeset", "read",
        "su", "runuser", "sg", "newgrp", "at", "batch", "crontab", "watch", "script", "parallel", "screen", "tmux", "make", "gmake",
        "systemd-run",
        "ssh", "autossh", "dbclient", "plink", "rsh", "remsh", "mosh", "pssh", "parallel-ssh", "pdsh", "dsh", "clush", "ansible", "salt",
    };

    // These so read the code that an option gives them; what follows it are the code's arguments.
    private static readonly HashSet<string> Shells = new(StringComparer.Ordinal)
    {
        "sh", "bash", "rbash", "dash", "ash", "ksh", "rksh", "mksh", "lksh", "pdksh", "oksh", "posh", "yash", "zsh", "fish", "csh", "tcsh",
        "rc", "es", "nu", "elvish", "xonsh", "pwsh", "powershell", "busybox", "toybox", "SHELL", "BASH",
    };

    // These so read names of files on other machines.
    private static readonly HashSet<string> Copiers = new(StringComparer.Ordinal) { "scp", "rsync", "pscp" };

    private static readonly char[] WordEnds = [' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>', '\'', '"', '`', '{', '}', '=', '$'];

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
        "sed", "gsed", "awk", "gawk", "mawk", "nawk", "perl", "python", "pypy", "ruby", "node", "nodejs", "deno", "bun", "php", "lua",
        "luajit", "tclsh", "wish", "expect", "Rscript", "jq", "yq", "m4", "bc", "dc", "ed", "ex", "vi", "vim", "nvim", "emacs", "gdb",
        "psql", "mysql", "mariadb", "sqlite", "socat", "lftp", "expr", "find", "xargs",
    };

    /// <summary>All words of a command, those in quotes too; options without their values.</summary>
    public static string[] WordsOf(string command) => command.Split(WordEnds);

    /// <summary>True where a word ends: at a sign that is no part of words, or outside of the command.</summary>
    public static bool IsWordEdge(string command, int index) =>
        index < 0 || index >= command.Length || Array.IndexOf(WordEnds, command[index]) >= 0;

    /// <summary>What reads a path in the command once more; null where nothing does.</summary>
    /// <param name="words">The command's <see cref="WordsOf"/>.</param>
    public static string? FindRereader(IReadOnlyList<string> words)
    {
        var programs = words.Select(ProgramOf).ToList();
        if (programs.Find(program => Rereaders.Contains(program) || Shells.Contains(program) || Copiers.Contains(program)) is { } found)
        {
            return found;
        }

        if (Enumerable.Range(0, words.Count).Any(at => programs[at] == "xargs" && TakesInputApart(words.Skip(at + 1))))
        {
            return "xargs";
        }

        var (program, options) = Array.Find(
            RereadingOptions, row => programs.Contains(row.Program) && words.Any(word => row.Options.Any(option => Has(word, option))));
        return program is null ? null : $"{program} {options[0]}";
    }

    /// <summary>What reads the next argument once more, even where it is one word; null where nothing does.</summary>
    /// <param name="words">The words before it, from its program on.</param>
    public static string? FindRereaderOfNext(IReadOnlyList<string> words)
    {
        string[] before = [.. words.Where(word => word.Length > 0)];
        string[] programs = [.. before.Select(ProgramOf)];
        return Array.Find(programs, Rereaders.Contains)
            ?? (before is [.., ['-', .., 'c']] ? Array.Find(programs, Shells.Contains) : null);
    }

    /// <summary>True for the name of a program with a language of its own, of whatever version.</summary>
    /// <param name="word">A word of the command.</param>
    public static bool HasLanguage(string word) => Interpreters.Contains(ProgramOf(word));

    // At blanks, quotes and backslashes, unless the options say that a NUL or the end of the line ends a piece.
    private static bool TakesInputApart(IEnumerable<string> arguments)
    {
        string[] options = [.. arguments.Where(word => word.Length > 0).TakeWhile(word => word[0] == '-' || word == @"\n"), ""];
        return !options.Any(option => option is "-0" or "-0r" or "-r0" or "--null")
            && !options.Zip(options.Skip(1)).Any(pair => pair is ("-d" or "--delimiter", @"\n"));
    }

    // /usr/bin/python3.11 is python, and s\h is sh.
    private static string ProgramOf(string word) =>
        word[(word.LastIndexOf('/') + 1)..].Replace("\\", "", StringComparison.Ordinal).TrimEnd("0123456789.-".ToCharArray());

    // One letter may stand among others (-nc), and a long name may be cut short (--comm), or hold its value already.
    private static bool Has(string word, string option) => option.StartsWith("--", StringComparison.Ordinal)
        ? word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && option.StartsWith(word, StringComparison.Ordinal)
        : word.Length > 1 && word[0] == '-' && word[1] != '-' && word.Contains(option[1], StringComparison.Ordinal);
}
