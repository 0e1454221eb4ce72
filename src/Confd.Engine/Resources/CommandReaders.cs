namespace Confd.Engine.Resources;

/// <summary>Programs that do more with an argument than to take it as it is.</summary>
internal static class CommandReaders
{
    // These read their arguments, or some of them, as a command line once more, here or on another machine.
    private static readonly HashSet<string> Rereaders = new(StringComparer.Ordinal)
    {
        "eval", "trap", "alias", "let", "declare", "typeset", "read",
        "sh", "bash", "rbash", "dash", "ash", "ksh", "rksh", "mksh", "lksh", "pdksh", "oksh", "posh", "yash", "zsh", "fish", "csh", "tcsh",
        "rc", "es", "nu", "elvish", "xonsh", "pwsh", "powershell", "busybox", "toybox", "SHELL", "BASH",
        "su", "runuser", "sg", "newgrp", "at", "batch", "crontab", "watch", "script", "parallel", "screen", "tmux", "make", "gmake",
        "systemd-run",
        "ssh", "autossh", "dbclient", "plink", "rsh", "remsh", "mosh", "scp", "rsync", "pssh", "pscp", "parallel-ssh", "pdsh", "dsh",
        "clush", "ansible", "salt",
    };

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

    /// <summary>What reads a path in the command once more; null where nothing does.</summary>
    /// <param name="words">All words of the command, those in quotes too; options without their values.</param>
    public static string? FindRereader(IReadOnlyList<string> words)
    {
        var programs = words.Select(ProgramOf).ToList();
        if (programs.FirstOrDefault(Rereaders.Contains) is { } found)
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
