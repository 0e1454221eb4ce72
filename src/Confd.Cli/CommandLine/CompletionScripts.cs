using System.Text;

namespace Confd.Cli.CommandLine;

/// <summary>
/// Completion scripts for shells: commands at every depth, flags, the allowed values of flags, and file names elsewhere. Each script walks
/// along the words typed so far to find its position, then offers what the <see cref="CompletionTree"/> has there.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>For bash: <c>source &lt;(confd completion bash)</c>.</summary>
    public static string Bash(IReadOnlyList<CompletionNode> nodes)
    {
        var script = new StringBuilder();
        script.Append(
            "_confd() {\n  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" "
            + "place=\"\" word words=\"\"\n");
        script.Append("  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n");
        script.Append(
            $"    case \"$place $word\" in\n      {Steps(nodes, "\"", "|")}) place=\"${{place:+$place }}$word\" ;;\n    esac\n  done\n");
        script.Append("  case \"$place $previous\" in\n");
        foreach (var (node, flag) in Flags(nodes).Where(pair => pair.Flag.TakesValue))
        {
            // Without words of its own, bash offers file names; see "complete".
            var words = flag.AllowedValues.Count > 0 ? $"words=\"{string.Join(' ', flag.AllowedValues)}\"" : "return";
            script.Append($"    \"{node.Path} {flag.Name}\") {words} ;;\n");
        }

        script.Append("    *) case \"$place\" in\n");
        foreach (var node in nodes)
        {
            var words = node.Words.Select(word => word.Text).Concat(node.Flags.Select(flag => flag.Name));
            script.Append($"      \"{node.Path}\") words=\"{string.Join(' ', words)}\" ;;\n");
        }

        script.Append("    esac ;;\n  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n");
        return script.Append("complete -o default -F _confd confd\n").ToString();
    }

    /// <summary>For zsh: a file named <c>_confd</c> in a folder of <c>$fpath</c>.</summary>
    public static string Zsh(IReadOnlyList<CompletionNode> nodes)
    {
        var script = new StringBuilder("#compdef confd\n_confd() {\n  local -a commands flags\n  local word place=\"\"\n");
        script.Append("  for word in \"${(@)words[2,CURRENT-1]}\"; do\n");
        script.Append(
            $"    case \"$place $word\" in\n      {Steps(nodes, "\"", "|")}) place=\"${{place:+$place }}$word\" ;;\n    esac\n  done\n");
        script.Append("  case \"$place\" in\n");
        foreach (var node in nodes)
        {
            script.Append($"    \"{node.Path}\")\n      commands=(\n");
            foreach (var word in node.Words)
            {
                script.Append($"        {Quote($"{word.Text}:{word.Help}")}\n");
            }

            script.Append("      )\n      flags=(\n");
            foreach (var flag in node.Flags)
            {
                script.Append($"        {Quote(ZshSpecification(flag))}\n");
            }

            script.Append("      ) ;;\n");
        }

        script.Append("  esac\n  _arguments -s $flags '*:argument:{ (( $#commands )) && _describe command commands || _files }'\n}\n");
        // As a file of $fpath this text is the body of the function on its first call; when sourced, it is not.
        return script.Append("if [ \"$funcstack[1]\" = _confd ]; then _confd \"$@\"; else compdef _confd confd; fi\n").ToString();
    }

    /// <summary>For fish: <c>confd completion fish | source</c>.</summary>
    public static string Fish(IReadOnlyList<CompletionNode> nodes)
    {
        var script = new StringBuilder("function __confd_at\n  set -l place\n  set -l words (commandline -opc)\n  set -e words[1]\n");
        script.Append("  for word in $words\n    switch \"$place $word\"\n");
        script.Append($"      case {Steps(nodes, "'", " ")}\n        set place (string trim \"$place $word\")\n    end\n  end\n");
        script.Append("  test \"$place\" = \"$argv[1]\"\nend\n");
        foreach (var node in nodes)
        {
            var place = $"complete -c confd -n \"__confd_at '{node.Path}'\"";
            foreach (var word in node.Words)
            {
                script.Append($"{place} -f -a {word.Text} -d {Quote(word.Help)}\n");
            }

            foreach (var flag in node.Flags)
            {
                var name = flag.Name.StartsWith("--", StringComparison.Ordinal) ? $"-l {flag.Name[2..]}" : $"-s {flag.Name[1..]}";
                var value = !flag.TakesValue ? "" : flag.IsPath ? " -r -F"
                    : flag.AllowedValues.Count > 0 ? $" -x -a {Quote(string.Join(' ', flag.AllowedValues))}" : " -x";
                script.Append($"{place} {name}{value} -d {Quote(flag.Help)}\n");
            }
        }

        return script.ToString();
    }

    private static IEnumerable<(CompletionNode Node, CompletionFlag Flag)> Flags(IEnumerable<CompletionNode> nodes) =>
        nodes.SelectMany(node => node.Flags.Select(flag => (node, flag)));

    // "PLACE WORD" for every word that leads to a deeper place.
    private static string Steps(IEnumerable<CompletionNode> nodes, string quote, string separator) =>
        string.Join(separator, nodes.Where(node => node.Path.Length > 0).Select(
            node => $"{quote}{(node.Path.Contains(' ') ? "" : " ")}{node.Path}{quote}"));

    private static string ZshSpecification(CompletionFlag flag)
    {
        // Brackets and colons have a meaning in zsh's specifications.
        var help = flag.Help.Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal).Replace(
            ":", "\\:", StringComparison.Ordinal);
        if (!flag.TakesValue)
        {
            return $"*{flag.Name}[{help}]";
        }

        var values = flag.AllowedValues.Count > 0 ? $"({string.Join(' ', flag.AllowedValues)})" : flag.IsPath ? "_files" : " ";
        return flag.Name.StartsWith(
            "--", StringComparison.Ordinal) ? $"*{flag.Name}=[{help}]:value:{values}" : $"*{flag.Name}[{help}]:value:{values}";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
