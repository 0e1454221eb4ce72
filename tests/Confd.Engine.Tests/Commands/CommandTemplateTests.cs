using System.Text;
using Confd.Engine.Commands;
using Confd.Engine.Shell;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Commands;

[Collection(WholeProcess.Name)]
public sealed class CommandTemplateTests : IDisposable
{
    // Each would leave a file PWNED behind, or be two words, where a shell took it apart.
    private static readonly string[] Hostile =
    [
        "x;touch PWNED;",
        "x';touch PWNED;'",
        "x\";touch PWNED;\"",
        "x$(touch PWNED)",
        "x`touch PWNED`",
        "x y",
        "x|touch PWNED",
        "x&touch PWNED&",
        "x'\"$(touch PWNED)\"'", "x\\", "x\\'; touch PWNED; \\'", "*", "~", "$HOME", "${IFS}", "x>PWNED", "#x", "a=b", "ä ö", "x'", "!x",
        "{a,b}", "'", "\"",
        "ConfdSourcePath0 ;touch PWNED", "ConfdDestinationPath0;touch PWNED;",
    ];

    private readonly TempDirectory _folder = new();
    private readonly ProcessRunner _runner = new(TimeProvider.System);

    public static TheoryData<string> OneWordPlaces =>
    [
        "{{.dest}}",
        "'{{.dest}}'",
        "\"{{.dest}}\"",
        "{{ .dest }}",
        "{{printf \"%s\" .dest}}",
        "{{index . \"dest\"}}",
        "{{with .dest}}{{.}}{{end}}",
        "{{print .dest}}",
        "{{.dest | print}}",
        "{{if .src}}\"{{.dest}}\"{{end}}",
        "\"$CONFD_DEST\"",
        "\"$(true)$CONFD_DEST\"",
        "\"\"{{.dest}}''",
        "'it is; nothing' >/dev/null; printf '<%s>' {{.dest}}",
    ];

    public static TheoryData<string> DangerousPlaces =>
    [
        "sh -c 'printf \"<%s>\" {{.dest}}'",
        "sh -c \"printf '<%s>' {{.dest}}\"",
        "sh -c {{.dest}}",
        "eval printf '%s' {{.dest}}",
        "eval \"{{.dest}}\"",
        "printf '<%s>' \\{{.dest}}",
        "printf '<%s>' ${{.dest}}",
        "printf '<%s>' \"\\{{.dest}}\"",
        "echo `echo {{.dest}}`",
        "echo $(echo {{.dest}})",
        "echo \"$(echo \"{{.dest}}\")\"",
        "cat <<X\n{{.dest}}\nX",
        "cat <<'X'\n{{.dest}}\nX",
        "# it's {{.dest}}\necho {{.dest}}",
        "echo {{printf \"%q\" .dest | js}}",
        "echo {{slice .dest 0 2}}",
        "echo \"${X:-'{{.dest}}'}\"",
        "echo ${X:-{{.dest}}}",
        "printf '<%s>' $'{{.dest}}'",
        "sed -e s,x,{{.dest}}, /dev/null",
        "awk 'BEGIN { print \"{{.dest}}\" }'",
        "$SHELL -c {{.dest}}",
        "/bin/sh -c {{.dest}}",
        "s\\h -c {{.dest}}",
        "b=sh; $b -c 'echo {{.dest}}'",
        "$0 -c {{.dest}}",
        "flock .lock -c {{.dest}}",
        "flock -n .lock -c 'echo '{{.dest}}",
        "flock .lock --command={{.dest}}",
        "env -S {{.dest}}",
        "env -vS 'printf %s '{{.dest}}",
        "env --split-string={{.dest}}",
        "env --split='printf %s '{{.dest}}",
        "su -c {{.dest}}",
        "find . -maxdepth 0 -exec sh -c {{.dest}} \\;",
        "find . -maxdepth 0 -exec echo x{{.dest}} \\;",
        "echo 1 | xargs -I{} sh -c {{.dest}}",
        "echo 1 | xargs -I{} echo {}{{.dest}}",
        "tar -cf /dev/null --checkpoint=1 --checkpoint-action=exec={{.dest}} .",
        "/usr/bin/python3.11 -c 'print(1)'{{.dest}}",
        "perl5.36.0 -e '1;'{{.dest}}",
        "busybox sh -c {{.dest}}",
        "timeout 5 bash -c {{.dest}}",
        "nice -n 5 /bin/dash -c {{.dest}}",
        "let x=1{{.dest}}",
    ];

    [Theory]
    [MemberData(nameof(OneWordPlaces))]
    public async Task RenderReload_ComputedPath_StaysOneWordWhateverItHolds(string place)
    {
        foreach (var name in Hostile)
        {
            var path = $"/out/{name}.conf";

            var output = await RunAsync(Render($"printf '<%s>' {place}", path));

            output.ShouldBe($"<{path}>", $"{place} of {name}");
            File.Exists(_folder["PWNED"]).ShouldBeFalse(name);
        }
    }

    [Theory]
    [MemberData(nameof(DangerousPlaces))]
    public async Task RenderReload_PathIsParsedAgain_RefusesHostilePathsOnly(string place)
    {
        foreach (var name in Hostile)
        {
            try
            {
                await RunAsync(Render(place, $"/out/{name}"));
            }
            catch (UnsafeCommandException refusal)
            {
                refusal.Message.ShouldContain("$CONFD_DEST");
                refusal.Message.ShouldNotContain('\n');
            }

            File.Exists(_folder["PWNED"]).ShouldBeFalse($"{place} of {name}");
        }

        Render(place, "/out/acme-2.conf").Text.ShouldNotContain("ConfdDestinationPath0");
    }

    [Theory]
    [InlineData("echo {{.dest}} | xargs chown app")]
    [InlineData("echo {{.dest}} | xargs -P0 -n1 chown app")]
    [InlineData("echo {{.dest}} | xargs -d , chown app")]
    [InlineData("echo {{.dest}} | xargs -d '\\n' echo | /usr/bin/xargs chown app")]
    [InlineData("echo {{.dest}} | while read -r file; do chown app $file; done")]
    public void RenderReload_ProgramSplitsItsInput_RefusesAPathOfSeveralWords(string command)
    {
        Should.Throw<UnsafeCommandException>(() => Render(command, "/etc/app/x passwd"));
        Render(command, "/etc/app/x").Text.ShouldBe(command.Replace("{{.dest}}", "/etc/app/x", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("F={{.dest}}; rm $F", "$F without quotes")]
    [InlineData("F={{.dest}}; echo \"$(rm $F)\"", "a $(…) that may do more")]
    [InlineData("for f in {{.dest}}; do chown app $f; done", "$f without quotes")]
    [InlineData("F={{.dest}}; rm ${F%.conf}", "$F without quotes")]
    [InlineData("set -- {{.dest}}; rm $1", "$1 without quotes")]
    [InlineData("remove() { rm $*; }; remove {{.dest}}", "$* without quotes")]
    [InlineData("F={{.dest}}; sed -i \"s#x#$F#\" list", "inside of a word")]
    [InlineData("F={{.dest}}; sed -i s#x#\"$F\"# list", "inside of a word")]
    [InlineData("rm $CONFD_DEST", "$CONFD_DEST without quotes")]
    [InlineData("cp ${CONFD_SRC} {{.dest}}", "$CONFD_SRC without quotes")]
    [InlineData("sh -c 'rm $CONFD_DEST'", "behind the name of its variable")]
    [InlineData("sh -c \"rm $CONFD_DEST\"", "a command with sh")]
    [InlineData("sh -ec \"$CONFD_DEST\"", "a command with sh")]
    [InlineData("true; ssh web1 touch \"$CONFD_DEST\"", "a command with ssh")]
    [InlineData("eval \"$CONFD_DEST\"", "a command with eval")]
    [InlineData("awk \"BEGIN { print \\\"$CONFD_DEST\\\" }\"", "inside of a word")]
    public void RenderReload_VariableThatTheShellSplits_IsRefused(string command, string place)
    {
        Should.Throw<UnsafeCommandException>(() => Render(command, "/etc/app/x passwd"))
            .Message.ShouldContain(place);
        Render(command, "/etc/app/x").Text.ShouldBe(command.Replace("{{.dest}}", "/etc/app/x", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("F={{.dest}}; printf '<%s>' \"$F\"")]
    [InlineData("set -- {{.dest}}; printf '<%s>' \"$1\"")]
    [InlineData("each() { printf '<%s>' \"$@\"; }; each {{.dest}}")]
    [InlineData("A='<%s>'; printf $A {{.dest}}", false)]
    public async Task RenderReload_VariableInQuotes_HoldsThePathWhole(string command, bool isTaken = true)
    {
        foreach (var name in Hostile)
        {
            var path = $"/out/{name}.conf";
            if (!isTaken)
            {
                // A variable that might hold the path: what sets it cannot be determined here.
                Should.Throw<UnsafeCommandException>(() => Render(command, path));
                continue;
            }

            (await RunAsync(Render(command, path))).ShouldBe($"<{path}>", name);
            File.Exists(_folder["PWNED"]).ShouldBeFalse(name);
        }
    }

    [Theory]
    [InlineData("flock .lock printf '<%s>' {{.dest}}")]
    [InlineData("flock -n -E 0 .lock printf '<%s>' {{.dest}}")]
    [InlineData("env -u X LANG=C printf '<%s>' {{.dest}}")]
    [InlineData("env -i /usr/bin/printf '<%s>' {{.dest}}")]
    [InlineData("timeout 60 printf '<%s>' {{.dest}}")]
    [InlineData("nice printf '<%s>' \"{{.dest}}\"")]
    [InlineData("exec printf '<%s>' {{.dest}}")]
    [InlineData("find . -maxdepth 0 -exec printf '<%s>' {{.dest}} ';'")]
    public async Task RenderReload_ProgramThatPassesAWordOn_GetsItWhole(string command)
    {
        foreach (var name in Hostile)
        {
            var path = $"/out/{name}.conf";

            (await RunAsync(Render(command, path))).ShouldBe($"<{path}>", name);
            File.Exists(_folder["PWNED"]).ShouldBeFalse(name);
        }
    }

    [Theory]
    [InlineData("flock .lock -c {{.dest}}", "flock -c")]
    [InlineData("env -S {{.dest}}", "env -S")]
    [InlineData("sudo -iu app {{.dest}}", "sudo -s")]
    [InlineData("ssh web1 {{.dest}}", "ssh")]
    [InlineData("zsh5.9 -c {{.dest}}", "zsh")]
    public void RenderReload_Refusal_NamesWhatReadsThePathAgain(string command, string reader) =>
        Should.Throw<UnsafeCommandException>(() => Render(command, "/out/a b")).Message.ShouldContain($"in a command with {reader}, where");

    // Recorded with confd 0.41.1.
    [Theory]
    [InlineData("{{printf `%T` .}} {{index . `dest`}}.", "map[string]string .")]
    [InlineData("{{.dest}}", "<no value>")]
    public void RenderCheck_PathsAreAMapOfStrings(string command, string expected) =>
        CommandTemplate.Parse("check_cmd", command)
            .RenderCheck(new CommandPaths("/out/a", "/out/b", PathOrigin.Written)).Text.ShouldBe(expected);

    [Theory]
    [InlineData("test -s {{.src}} && cp {{.src}} '{{.dest}}'", "test -s /out/a b;c && cp /out/a b;c '/out/x y'")]
    public void RenderReload_WrittenPath_IsInsertedUnchanged(string command, string expected) =>
        CommandTemplate.Parse("reload_cmd", command)
            .RenderReload(new CommandPaths("/out/a b;c", "/out/x y", PathOrigin.Written))
            .Text.ShouldBe(expected);

    [Fact]
    public void RenderCheck_Destination_HasNoValueInTheTextButAVariable()
    {
        var command = CommandTemplate.Parse("check_cmd", "t {{.src}} {{.dest}}")
            .RenderCheck(new CommandPaths("/s", "/d", PathOrigin.Written));

        command.Text.ShouldBe("t /s <no value>");
        command.Variables.ShouldBe([new("CONFD_SRC", "/s"), new("CONFD_DEST", "/d")]);
    }

    [Fact]
    public async Task RenderCheck_CommandWithoutTemplate_FindsThePathsInItsEnvironment()
    {
        var command = CommandTemplate.Parse("check_cmd", "printf '<%s>' \"$CONFD_SRC\" \"$CONFD_DEST\"");

        (await RunAsync(command.RenderCheck(new CommandPaths("/s $(x)", "/d 'y", PathOrigin.Written)))).ShouldBe("</s $(x)></d 'y>");
    }

    public void Dispose() => _folder.Dispose();

    private static ShellCommand Render(string command, string path) =>
        CommandTemplate.Parse("reload_cmd", command).RenderReload(new CommandPaths(path + ".123", path, PathOrigin.Computed));

    private async Task<string> RunAsync(ShellCommand command)
    {
        var result = await _runner.RunAsync(
            command with { Text = $"cd '{_folder.Path}' && {{ {command.Text}\n}}" }, TimeSpan.Zero, Cancellation);
        return Encoding.UTF8.GetString(result.Output.Span);
    }
}
