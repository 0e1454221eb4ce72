using System.CommandLine;
using System.Text;

namespace Confd.Cli.CommandLine;

/// <summary><c>confd completion bash|zsh|fish</c>: prints a completion script, generated from the option table and the tools.</summary>
internal static class CompletionCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliHost host)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print completions for bash, zsh or fish") { shell };
        command.SetAction(result =>
        {
            var nodes = CompletionTree.Of(result.RootCommandResult.Command);
            var script = result.GetValue(shell) switch
            {
                "zsh" => CompletionScripts.Zsh(nodes),
                "fish" => CompletionScripts.Fish(nodes),
                _ => CompletionScripts.Bash(nodes),
            };
            host.Output.Write(Encoding.UTF8.GetBytes(script));
        });
        return command;
    }
}
