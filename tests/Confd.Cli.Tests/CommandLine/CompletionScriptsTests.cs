using System.Diagnostics;
using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.CommandLine;

/// <summary>The bash script is run by a real bash.</summary>
public sealed class CompletionScriptsTests
{
    [Theory]
    [InlineData("confd dyn", "dynamodb")]
    [InlineData("confd dynamodb --tab", "--table")]
    [InlineData("confd env --reload", "--reload-cmd-timeout")]
    [InlineData("confd env --failure-mode fail", "fail-fast")]
    [InlineData("confd completion f", "fish")]
    public async Task Bash_UnfinishedWord_IsCompleted(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash on this machine");
        using var folder = new TempDirectory();
        var words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));
        var script = folder.Write(
            "run.sh", $"{CompletionScripts.Bash()}\nCOMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}}-1))\n_confd\necho \"${{COMPREPLY[*]}}\"\n");

        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", [script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        output.Trim().ShouldBe(expected);
    }

    [Fact]
    public void Scripts_EveryFlag_IsMentioned()
    {
        foreach (var option in Options.Global.Concat(CliCommands.All.SelectMany(command => command.Options)))
        {
            CompletionScripts.Bash().ShouldContain(option.Flag);
            CompletionScripts.Zsh().ShouldContain(option.Flag);
            CompletionScripts.Fish().ShouldContain("-l " + option.Name);
        }
    }
}
