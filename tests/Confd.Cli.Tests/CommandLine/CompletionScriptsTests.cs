using System.Diagnostics;
using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.CommandLine;

/// <summary>The scripts are run by the shells that they are for; a shell that is not there is reported as skipped.</summary>
public sealed class CompletionScriptsTests : IDisposable
{
    // What a person would miss: backends, tools, commands of tools at each depth, flags, values of flags.
    public static readonly TheoryData<string, string> Cases = new()
    {
        { "confd dyn", "dynamodb" },
        { "confd ta", "table" },
        { "confd dynamodb --tab", "--table" },
        { "confd env --reload", "--reload-cmd-timeout" },
        { "confd env --failure-mode fail", "fail-fast" },
        { "confd completion f", "fish" },
        { "confd table cr", "create" },
        { "confd table create --part", "--partition-attribute --partitioned" },
        { "confd table stream en", "enable" },
        { "confd table export --table T --format y", "yaml" },
        { "confd flags ev", "eval" },
        { "confd flags sync --webhook-s", "--webhook-secret-file" },
        { "confd imd", "imds" },
        { "confd rend", "render" },
        { "confd render app dyn", "dynamodb" },
        { "confd render app dynamodb --show", "--show-secrets" },
        { "confd render app dynamodb --tab", "--table" },
    };

    private static readonly IReadOnlyList<CompletionNode> Nodes = CompletionTree.Of(new CapturedHost().Tools);

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bash_UnfinishedWord_IsCompleted(string line, string expected)
    {
        var words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));
        var script = _folder.Write(
            "run.sh",
            $"{CompletionScripts.Bash(Nodes)}\nCOMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}}-1))\n_confd\n"
            + $"printf '%s\\n' \"${{COMPREPLY[@]}}\"\n");

        (await AskAsync("bash", script)).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Fish_UnfinishedWord_IsCompleted(string line, string expected)
    {
        var script = _folder.Write("confd.fish", CompletionScripts.Fish(Nodes));

        (await AskAsync("fish", "--no-config", "-c", $"source {script}; complete -C '{line}' | string replace -r '\\t.*' ''"))
            .ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Zsh_UnfinishedWord_IsCompleted(string line, string expected)
    {
        _folder.Write("functions/_confd", CompletionScripts.Zsh(Nodes));
        // A zsh within zsh has a line editor; in it, compadd writes down the matches that it finds. The first attempt counts: it loads the
        // function.
        var script = _folder.Write(
            "run.zsh",
            $$"""
            zmodload zsh/zpty
            zpty shell zsh -f -i
            told() { zpty -r shell REPLY "*$1*" || exit 1 }
            zpty -w shell 'PS1= PS2= ZDOTDIR={{_folder.Path}}; fpath=({{_folder["functions"]}} $fpath); cd {{_folder["functions"]}}'
            zpty -w shell 'autoload -Uz compinit; compinit -u -D; zstyle ":completion:*" verbose no; bindkey "^I" complete-word'
            zpty -w shell 'compadd() { local -a found; builtin compadd -O found "$@"; print -l -- $found >> {{_folder["matches"]}}; builtin compadd "$@" }'
            zpty -w shell 'finish() { print end-of-matches }; zle -N finish; bindkey "^X" finish; print shell-is-"ready"'
            told shell-is-ready
            zpty -n -w shell '{{line}}'$'\t'$'\x18'
            told end-of-matches
            zpty -d shell
            sort -u {{_folder["matches"]}}
            """);

        (await AskAsync("zsh", "-f", script)).ShouldBe(expected);
    }

    [Fact]
    public void Scripts_EveryFlagAndCommand_IsMentioned()
    {
        foreach (var flag in Nodes.SelectMany(node => node.Flags).Select(flag => flag.Name))
        {
            CompletionScripts.Bash(Nodes).ShouldContain(flag);
            CompletionScripts.Zsh(Nodes).ShouldContain(flag);
            CompletionScripts.Fish(Nodes)
                .ShouldContain(flag.StartsWith("--", StringComparison.Ordinal) ? $"-l {flag[2..]} " : $"-s {flag[1..]} ");
        }

        Nodes.Select(node => node.Path).ShouldContain("table stream disable");
        Options.Global.Concat(CliCommands.All.SelectMany(command => command.Options)).Select(option => option.Flag)
            .ShouldBeSubsetOf(Nodes.SelectMany(node => node.Flags).Select(flag => flag.Name));
    }

    // The lines of the answer, sorted, in one line.
    private static async Task<string> AskAsync(string shell, params string[] arguments)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, shell))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"there is no {shell} on this machine");
        using var process = Process.Start(
            new ProcessStartInfo(program!, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        return string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}
