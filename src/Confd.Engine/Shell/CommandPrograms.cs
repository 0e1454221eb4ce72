namespace Confd.Engine.Shell;

/// <summary>Programs that do more with an argument, or with their input, than use it as data; and some that certainly do not.</summary>
internal static class CommandPrograms
{
    // These parse their arguments or their input as commands once more, here or on another machine, or split them.
    private static readonly HashSet<string> ReevaluatingPrograms = new(StringComparer.Ordinal)
    {
        "eval", "trap", "alias", "let", "declare", "typeset", "export", "readonly", "local", "unset", "read", "mapfile", "readarray",
        "source", ".", "compgen", "xargs",
        "su", "runuser", "sg", "newgrp", "at", "batch", "crontab", "watch", "script", "parallel", "screen", "tmux", "make", "gmake",
        "systemd-run",
        "sh", "bash", "rbash", "dash", "ash", "ksh", "rksh", "mksh", "lksh", "pdksh", "oksh", "posh", "yash", "zsh", "SHELL", "BASH",
        "busybox", "toybox", "capsh", "csh", "tcsh", "fish", "rc", "es", "nu", "elvish", "xonsh", "pwsh", "powershell",
        "ssh", "autossh", "dbclient", "plink", "rsh", "remsh", "mosh", "pssh", "parallel-ssh", "pdsh", "dsh", "clush", "ansible",
        "ansible-playbook", "salt",
        "salt-call", "salt-ssh", "adb", "vzctl", "nomad", "supervisorctl", "rndc", "varnishadm",

        // The first runs a name that ends in | as a command, the second an address of that kind; the others match everything with an empty
        // |.
        "perl", "socat", "pkill", "pgrep",
    };

    // These run a file of commands, their first argument, and pass the others on.
    private static readonly HashSet<string> Shells = new(StringComparer.Ordinal) { "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh" };

    // The output of these contains no path, unless a path is among their arguments.
    private static readonly HashSet<string> PathFreePrograms = new(StringComparer.Ordinal)
    {
        "cat", "head", "tail", "wc", "cut", "grep", "tr", "sort", "pidof", "pgrep", "date", "hostname", "id", "whoami", "nproc", "uname",
        "true",
    };

    // These return a path, or a part of it, and nothing else. The shell's own echo may interpret escapes.
    private static readonly HashSet<string> PathPreservingPrograms =
        new(StringComparer.Ordinal) { "basename", "dirname", "realpath", "cat" };

    // These parse the text after the name of another machine as a command once more.
    private static readonly HashSet<string> Copiers = new(StringComparer.Ordinal) { "scp", "rsync", "pscp" };

    // These parse an argument as a command once more only with one of their options.
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
        ("git", ["-c", "--upload-pack", "--receive-pack", "--config-env"]),
        ("split", ["--filter"]),
        ("zip", ["-T", "--unzip-command"]),
        ("rsync", ["-e", "--rsh", "--rsync-path"]),
        ("scp", ["-S", "-o"]),
        ("mongo", ["--eval"]),
        ("mongosh", ["--eval"]),
    ];

    // These have a language of their own: a path may be an argument, but not part of one.
    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
    {
        "sed", "gsed", "awk", "gawk", "mawk", "nawk", "python", "pypy", "ruby", "node", "nodejs", "deno", "bun", "php", "lua",
        "luajit", "tclsh", "wish", "expect", "Rscript", "jq", "yq", "m4", "bc", "dc", "ed", "ex", "vi", "vim", "nvim", "emacs", "gdb",
        "psql", "mysql", "mariadb", "sqlite", "lftp", "expr", "find",
    };

    /// <summary>The program that parses an argument of the command once more; null for none.</summary>
    public static string? FindReevaluator(SimpleCommand command)
    {
        ShellText[] words = [.. command.Arguments];
        var at = Array.FindIndex(words, word => word.AssignedName is null);
        if (at >= 0 && words[at].Literal is null && words[at].Pieces.FirstOrDefault(IsOutput) is { } unknown)
        {
            return unknown.Shown;
        }

        string[] programs = [.. words.Select((word, index) => ProgramOf(word, isFirst: index == at))];
        if (Array.Find(programs, ReevaluatingPrograms.Contains) is { } found)
        {
            return found;
        }

        var (program, options) = Array.Find(
            RereadingOptions,
            row => programs.Contains(row.Program) && words.Select(OptionOf).Any(word => row.Options.Any(option => Has(word, option))));
        return program is null ? null : $"{program} {options[0]}";
    }

    /// <summary>True where a shell runs a file with arguments, or checks one with <c>-n</c>: the arguments remain words.</summary>
    public static bool IsScript(SimpleCommand command)
    {
        ShellText[] words = [.. command.Arguments];
        var at = words.Length > 2 && words[1].Literal == "-n" ? 2 : 1;
        return words.Length > at
            && Shells.Contains(ProgramOf(words[0], isFirst: true))
            && words[at].Literal is null or { Length: > 0 } and not ['-' or '+', ..]
            && !words.Skip(at + 1).Any(
                word => ReevaluatingPrograms.Contains(ProgramOf(word, isFirst: false)) || word.Literal is ['-' or '+', ..]);
    }

    /// <summary>True where all commands of a substitution are known to output nothing of a path, or a path as a whole.</summary>
    /// <param name="script">The commands of the substitution.</param>
    /// <param name="hasPath">True where a path is among its arguments.</param>
    public static bool AreKnown(ShellScript script, bool hasPath) =>
        script.All.All(
            command => (hasPath ? PathPreservingPrograms : PathFreePrograms).Contains(ProgramOf(command.Words[0], isFirst: true)));

    /// <summary>True for the name of a program with a language of its own, in any version.</summary>
    /// <param name="word">A word of the command.</param>
    public static bool HasLanguage(string word) => Interpreters.Contains(ProgramOf(word));

    /// <summary>True for the name of a program that copies files to other machines.</summary>
    /// <param name="word">A word of the command.</param>
    public static bool IsCopier(string word) => Copiers.Contains(ProgramOf(word));

    // The part before a value: --to-command=….
    private static string OptionOf(ShellText word)
    {
        var start = string.Concat(word.Pieces.TakeWhile(piece => piece.Kind == ShellPieceKind.Text).Select(piece => piece.Text));
        return start.Split('=')[0];
    }

    private static bool IsOutput(ShellPiece piece) => piece.Kind is ShellPieceKind.Variable or ShellPieceKind.Substitution;

    // A variable that names a shell counts as that shell, and --entrypoint=sh too. A path that is not the first word counts as a program
    // only in a folder of programs: /usr/bin/ssh, not /srv/salt.
    private static string ProgramOf(ShellText word, bool isFirst)
    {
        if (word.Literal is not { } text)
        {
            return word.Pieces.FirstOrDefault(IsOutput) is { Kind: ShellPieceKind.Variable } variable ? variable.Text : "";
        }

        if (text.StartsWith('-') && text.Contains('=', StringComparison.Ordinal))
        {
            text = text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        var folder = text[..(text.LastIndexOf('/') + 1)];
        return isFirst || (folder.Length == 0 && text != ".") || folder.EndsWith("bin/", StringComparison.Ordinal) ? ProgramOf(text) : "";
    }

    // /usr/bin/python3.11 is python.
    private static string ProgramOf(string word) =>
        word == "." ? word : word[(word.LastIndexOf('/') + 1)..].TrimEnd("0123456789.-".ToCharArray());

    // A letter may be combined with others (-nc), and a long name may be abbreviated (--comm), or already include its value.
    private static bool Has(string word, string option) => option.StartsWith("--", StringComparison.Ordinal)
        ? word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && option.StartsWith(word, StringComparison.Ordinal)
        : word.Length > 1 && word[0] == '-' && word[1] != '-' && word.Contains(option[1], StringComparison.Ordinal);
}
