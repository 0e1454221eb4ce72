using System.Text;

namespace Confd.Cli.CommandLine;

/// <summary>Completion scripts for shells: commands, flags, the allowed values of flags, and file names where a flag takes a path.</summary>
internal static class CompletionScripts
{
    /// <summary>For bash: <c>source &lt;(confd completion bash)</c>.</summary>
    public static string Bash()
    {
        var script = new StringBuilder("_confd() {\n");
        script.Append("  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" command=\"\" word\n");
        script.Append("  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$word\" in\n");
        script.Append($"      {string.Join('|', CliCommands.All.Select(command => command.Name))}) command=\"$word\"; break ;;\n");
        script.Append("    esac\n  done\n  case \"$previous\" in\n");
        foreach (var option in All().Where(option => option.AllowedValues.Count > 0))
        {
            script.Append(
                $"    {option.Flag}) COMPREPLY=($(compgen -W \"{string.Join(' ', option.AllowedValues)}\" -- \"$current\")); return ;;\n");
        }

        script.Append($"    {string.Join('|', All().Where(option => option.IsPath).Select(option => option.Flag))}) ");
        script.Append("COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n  esac\n");
        script.Append($"  local flags=\"{Words(Options.Global)}\"\n  case \"$command\" in\n");
        foreach (var command in CliCommands.All.Where(command => command.Options.Count > 0))
        {
            script.Append($"    {command.Name}) flags=\"$flags {Words(command.Options)}\" ;;\n");
        }

        script.Append("    completion) flags=\"bash zsh fish\" ;;\n");
        script.Append($"    \"\") flags=\"$flags {string.Join(' ', CliCommands.All.Select(command => command.Name))}\" ;;\n  esac\n");
        return script.Append("  COMPREPLY=($(compgen -W \"$flags\" -- \"$current\"))\n}\ncomplete -F _confd confd\n").ToString();
    }

    /// <summary>For zsh: a file named <c>_confd</c> in a folder of <c>$fpath</c>.</summary>
    public static string Zsh()
    {
        var script = new StringBuilder("#compdef confd\n_confd() {\n  local -a commands flags\n  commands=(\n");
        foreach (var command in CliCommands.All)
        {
            script.Append($"    {Quote($"{command.Name}:{command.Help}")}\n");
        }

        script.Append("  )\n  flags=(\n");
        AppendZshFlags(script, Options.Global);
        script.Append("  )\n  local word\n  for word in ${words[2,CURRENT-1]}; do\n    case $word in\n");
        foreach (var command in CliCommands.All.Where(command => command.Options.Count > 0))
        {
            script.Append($"      {command.Name}) flags+=(\n");
            AppendZshFlags(script, command.Options);
            script.Append("      ) ;;\n");
        }

        script.Append("    esac\n  done\n  _arguments -s $flags '1:command:{_describe command commands}' '*::argument:_files'\n}\n");
        return script.Append("compdef _confd confd\n").ToString();
    }

    /// <summary>For fish: <c>confd completion fish | source</c>.</summary>
    public static string Fish()
    {
        var script = new StringBuilder("complete -c confd -f\n");
        var names = string.Join(' ', CliCommands.All.Select(command => command.Name));
        foreach (var command in CliCommands.All)
        {
            script.Append($"complete -c confd -n \"not __fish_seen_subcommand_from {names}\" -a {command.Name} -d {Quote(command.Help)}\n");
        }

        AppendFishFlags(script, Options.Global, "");
        foreach (var command in CliCommands.All)
        {
            AppendFishFlags(script, command.Options, $" -n \"__fish_seen_subcommand_from {command.Name}\"");
        }

        return script.Append("complete -c confd -n \"__fish_seen_subcommand_from completion\" -a \"bash zsh fish\"\n").ToString();
    }

    private static IEnumerable<Option> All() => Options.Global.Concat(CliCommands.All.SelectMany(command => command.Options));

    private static string Words(IEnumerable<Option> options) => string.Join(' ', options.SelectMany(Flags));

    private static IEnumerable<string> Flags(Option option)
    {
        if (option.Short is { } letter)
        {
            yield return "-" + letter;
        }

        yield return option.Flag;
        if (option.IsNegatable)
        {
            yield return "--no-" + option.Name;
        }
    }

    private static void AppendZshFlags(StringBuilder script, IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            // Brackets and colons have a meaning in zsh's specifications.
            var help = option.Help.Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal)
                .Replace(":", "\\:", StringComparison.Ordinal);
            var values = option.AllowedValues.Count > 0 ? $"({string.Join(' ', option.AllowedValues)})" : option.IsPath ? "_files" : " ";
            foreach (var flag in Flags(option))
            {
                script.Append($"    {Quote(option.IsSwitch ? $"*{flag}[{help}]" : $"*{flag}=[{help}]:value:{values}")}\n");
            }
        }
    }

    private static void AppendFishFlags(StringBuilder script, IEnumerable<Option> options, string condition)
    {
        foreach (var option in options)
        {
            var value = option.IsSwitch ? "" : option.IsPath ? " -r -F" : option.AllowedValues.Count > 0
                ? $" -x -a {Quote(string.Join(' ', option.AllowedValues))}"
                : " -x";
            foreach (var flag in Flags(option))
            {
                var name = flag.StartsWith("--", StringComparison.Ordinal) ? $"-l {flag[2..]}" : $"-s {flag[1..]}";
                script.Append($"complete -c confd{condition} {name}{value} -d {Quote(option.Help)}\n");
            }
        }
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
