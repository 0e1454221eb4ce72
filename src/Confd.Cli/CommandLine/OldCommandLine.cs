namespace Confd.Cli.CommandLine;

/// <summary>
/// Command lines of confd up to 0.16, which named the backend by <c>-backend</c> and had one hyphen before each flag: translates them to
/// today's.
/// </summary>
internal static class OldCommandLine
{
    private const string BackendFlag = "backend";

    /// <summary>The error for such a command line, with the one to write instead.</summary>
    /// <returns>Null for one that does not name its backend by a flag. Values of secrets are left out.</returns>
    public static string? FindComplaint(IReadOnlyList<string> arguments)
    {
        var flags = Read(arguments).ToList();
        if (flags.FindLast(flag => flag.Name == BackendFlag) is not { Name: BackendFlag } naming)
        {
            return null;
        }

        var complaint = $"unknown flag {naming.Text}: the backend is a command now";

        // In 0.16, etcd meant its API v2, which later servers do not support, and etcdv3 the current one.
        var name = naming.Value is "etcdv3" ? "etcd" : naming.Value ?? "";
        return CliCommands.Find(name) is { Kind: CliCommandKind.Backend } command
            ? complaint + Advice(command, flags)
            : $"{complaint}, and no backend is named {Quoted(name)}";
    }

    private static string Advice(CliCommand command, IEnumerable<Flag> flags)
    {
        var words = new List<string> { "confd", command.Name };
        var dropped = new List<string>();
        foreach (var flag in flags.Where(flag => flag.Name != BackendFlag))
        {
            if (OptionOf(command, flag.Name) is { } option)
            {
                words.AddRange(Words(option, flag.Value));
            }
            else
            {
                dropped.Add("-" + flag.Name);
            }
        }

        var rest = dropped.Count > 0 ? $" (without {string.Join(", ", dropped)}, which it does not know)" : "";
        return $", and flags have two hyphens; write: {string.Join(' ', words)}{rest}";
    }

    private static CliOption? OptionOf(CliCommand command, string name) =>
        Options.Global.Concat(command.Options).FirstOrDefault(option => option.Name == name);

    private static IEnumerable<string> Words(CliOption option, string? value)
    {
        if (option.IsSwitch)
        {
            return [value is null or "true" ? option.Flag : $"{option.Flag}={Quoted(value)}"];
        }

        var shown = option.Row?.IsSecret == true ? option.Name.ToUpperInvariant() : Quoted(value ?? "");
        return [option.Flag, shown];
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:,@%+=".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // By the rules of Go's flag package: one hyphen or two, the value after an equals sign or in the next word, switches without one.
    private static IEnumerable<Flag> Read(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var word = arguments[index];
            if (word is not ['-', _, ..] || word == "--")
            {
                yield break;
            }

            var parts = word.TrimStart('-').Split('=', 2);
            var value = parts.Length > 1 ? parts[1]
                : IsSwitch(parts[0]) || index + 1 == arguments.Count ? null
                : arguments[++index];
            yield return new Flag(word.Split('=', 2)[0], parts[0], value);
        }
    }

    private static bool IsSwitch(string name) =>
        name == "version"
            || Options.Global.Concat(CliCommands.BackendOptions).FirstOrDefault(option => option.Name == name)?.IsSwitch == true;

    /// <summary>A flag of the old command line.</summary>
    /// <param name="Text">As it was written, without its value.</param>
    /// <param name="Name">Without hyphens.</param>
    /// <param name="Value">Null for none.</param>
    private readonly record struct Flag(string Text, string Name, string? Value);
}
