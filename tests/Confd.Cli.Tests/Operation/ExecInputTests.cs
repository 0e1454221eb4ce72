namespace Confd.Cli.Tests.Operation;

/// <summary>What the command of <c>--exec</c> reads: nothing, or with <c>--exec-stdin</c> what the program was given, unless that is a
/// terminal.</summary>
public sealed class ExecInputTests : ProcessTestBase
{
    private const string Command = "--exec 'readlink /proc/self/fd/0 > $OUT/input; cat > $OUT/read'";

    [Theory]
    [InlineData("printf 'from a pipe' | \"$@\" --exec-stdin", "pipe:", "from a pipe")]
    [InlineData("\"$@\" --exec-stdin < \"$OUT/given\"", "/given", "from a file")]
    [InlineData("CONFD_EXEC_STDIN=true \"$@\" < \"$OUT/given\"", "/given", "from a file")]
    [InlineData("\"$@\" --exec-stdin < /dev/null", "/dev/null", "")]
    [InlineData("\"$@\" --exec-stdin <&-", "/dev/null", "")]
    [InlineData("printf 'from a pipe' | \"$@\"", "/dev/null", "")]
    [InlineData("\"$@\" < \"$OUT/given\"", "/dev/null", "")]
    [InlineData("\"$@\" --exec-stdin=false < \"$OUT/given\"", "/dev/null", "")]
    public void Exec_Input_IsTheProgramsOwnOnlyWhereRequested(string run, string input, string read)
    {
        Folder.Write("given", "from a file");

        var (_, errors) = Run($"{run} {Command} > \"$OUT/log\"");

        errors.ShouldNotContain("error");
        File.ReadAllText(Folder["input"]).ShouldContain(input);
        File.ReadAllText(Folder["read"]).ShouldBe(read);
    }

    // The numbers are the runtime's own then, or free for the next file that is opened.
    [Theory]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&-")]
    [InlineData("<&- 2>&-")]
    [InlineData(">&- 2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public void Exec_StandardStreamsClosed_AreEmptyForTheCommand(string redirections)
    {
        Run(
            "\"$@\" --exec-stdin --exec 'for fd in 0 1 2; do link=$(readlink /proc/$$/fd/$fd); echo $link > $OUT/fd$fd; done; "
            + "cat > $OUT/read; echo said; echo told >&2; "
            + $"test -e /proc/$PPID && echo > $OUT/done' {redirections}");

        foreach (var (descriptor, sign) in new[] { (0, "<&-"), (1, ">&-"), (2, "2>&-") })
        {
            if (redirections.Split(' ').Contains(sign))
            {
                File.ReadAllText(Folder[$"fd{descriptor}"]).ShouldBe("/dev/null\n");
            }
        }

        File.ReadAllText(Folder["read"]).ShouldBeEmpty();
        File.Exists(Folder["done"]).ShouldBeTrue();
        File.ReadAllText(Folder["app.conf"]).ShouldBe("a=1\n");
    }

    [Fact]
    public void Exec_InputIsATerminal_IsNotPassedOn()
    {
        var (_, errors) = Run(
            $"for word in \"$@\" --exec-stdin; do printf '%s ' \"$word\"; done > \"$OUT/run\"; printf '%s' \"{Command}\" >> \"$OUT/run\"; "
            + "printf 'typed\\n' | script -qec \"sh $OUT/run\" /dev/null > \"$OUT/log\"");

        errors.ShouldBeEmpty();
        File.ReadAllText(Folder["input"]).ShouldBe("/dev/null\n");
        File.ReadAllText(Folder["read"]).ShouldBeEmpty();
    }
}
