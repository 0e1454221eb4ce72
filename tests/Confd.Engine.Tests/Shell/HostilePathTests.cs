using System.Text;
using Confd.Engine.Commands;
using Confd.Engine.Shell;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Shell;

/// <summary>Commands with paths chosen by an attacker, run by the shells of this machine.</summary>
[Collection(WholeProcess.Name)]
public sealed class HostilePathTests : IDisposable
{
    private static readonly string[] Names =
    [
        "a b", "p;touch PWNED;q", "$(touch PWNED)", "`touch PWNED`", "a * b", "\"; touch PWNED; \"", "'; touch PWNED; '", "x;touch PWNED|",
        "q[$(touch PWNED)]", "m|touch PWNED", "é=1", "{}", "x\\", "#",
    ];

    private static readonly string[] Shells = [.. new[] { "/bin/sh", "/bin/bash" }.Where(File.Exists)];

    private readonly TempDirectory _folder = new();
    private readonly ProcessRunner _runner = new(TimeProvider.System);

    public HostilePathTests()
    {
        // One line for each call: how many arguments it had.
        Program("rec", "echo $# >> \"$COUNTS\"");

        // As ssh: what remains of its arguments is a command line, and else its input.
        Program("ssh", "shift; if [ $# -gt 0 ]; then exec sh -c \"$*\"; fi; exec sh");
        Program("sudo", "exec \"$@\"");
    }

    /// <summary>In each the path would be code or more words than one, in one of the shells.</summary>
    public static TheoryData<string> Traps =>
    [
        "F=\"$CONFD_DEST\"; rec $F",
        "export F=\"$CONFD_DEST\"; rec $F",
        "set -- \"$CONFD_DEST\"; rec $1",
        "for f in \"$CONFD_DEST\"; do rec $f; done",
        "f() { rec $1; }; f \"$CONFD_DEST\"",
        "F=\"$CONFD_DEST\"; eval \"rec $F\"",
        "F=\"$CONFD_DEST\"; ssh web1 \"rec $F\"",
        "F=\"$CONFD_DEST\"; sh -c \"rec $F\"",
        "F={{.dest}}; G=\"$F\"; rec $G",
        "sh -c 'rec $1' sh \"$CONFD_DEST\"",
        "sh -c 'rec $0' \"$CONFD_DEST\"",
        "sudo sh -c 'F=\"$CONFD_DEST\"; rec $F'",
        "D=\"$CONFD_DEST\" sh -c 'rec $D'",
        "export D={{.dest}}; sh -c 'rec $D'",
        "printf '%s\\0' \"$CONFD_DEST\" | xargs -0 -I{} sh -c 'rec {}'",
        "find {{.dest}} -exec sh -c 'rec {}' \\;",
        "echo \"$CONFD_DEST\" | xargs rec",
        "{ echo \"$CONFD_DEST\"; } | xargs rec",
        "echo rec \"$CONFD_DEST\" | ssh web1",
        "echo rec \"$CONFD_DEST\" | sh",
        "echo rec \"$CONFD_DEST\" | sh -s x",
        "echo rec \"$CONFD_DEST\" | cat | sh -",
        "echo \"$CONFD_DEST\" | while read f; do rec $f; done",
        "ssh web1 <<EOF\nrec \"$CONFD_DEST\"\nEOF",
        "cat > x.sh <<EOF\nrec \"$CONFD_DEST\"\nEOF\n. ./x.sh",
        "echo rec {{.dest}} > x.sh; . ./x.sh",
        "echo rec \"$CONFD_DEST\" > x.sh; sh x.sh",
        "echo rec \"$CONFD_DEST\" | tee x.sh; sh ./x.sh",
        "echo rec \"$CONFD_DEST\" | cat > x.sh; sh ./x.sh",
        "# don't do it twice\nrec $CONFD_DEST",
        "F={{.dest}}\n# don't do it twice\nrec $F",
        "cat > banner <<EOF\nit's new\nEOF\nrec $CONFD_DEST",
        "rec $(basename \"$CONFD_DEST\")",
        "rec tenant@$(basename \"$CONFD_DEST\" .conf)",
        "rec `basename \"$CONFD_DEST\"`",
        "ID=$(basename \"$CONFD_DEST\"); rec $ID",
        "F={{.dest}}; rec $(basename \"$F\")",
        "rec $(printenv CONFD_DEST)",
        "printenv CONFD_DEST | xargs rec",
        "test -f {{.dest}} || rec $_",
        "getopts f: o -f {{.dest}}; rec $OPTARG",
        "cd \"${CONFD_DEST%/*}\" || rec $PWD",
        "IFS=,; F={{.dest}}; rec $F",
        "CMD=\"rec $CONFD_DEST\"; $CMD",
        "CMD=\"rec {{.dest}}\"; $CMD",
        "B=sh; $B -c {{.dest}}",
        "B=sh; \"$B\" -c {{.dest}}",
        "\"$(command -v sh)\" -c {{.dest}}",
        "sh -c 'rec \"$1\"' sh {{.dest}}",
        "F={{.dest}}; ID=\"${F##*/}\"; rec \"$((8000 + ID))\"",
        "F={{.dest}}; ID=\"${F##*/}\"; if [[ \"$ID\" -gt 5 ]]; then rec x; fi",
        "F={{.dest}}; printf -v \"$F\" x",
        "F={{.dest}}; test -v \"$F\"",
        "F={{.dest}}; unset \"$F\"",
        "declare -i F={{.dest}}",
        "F=CONFD_DEST; rec ${!F}",
        "A=(\"$CONFD_DEST\"); rec ${A[@]}",
        "printf -v F %s {{.dest}}; rec $F",
        "xargs rec <<< {{.dest}}",
        "bash <<< \"$CONFD_DEST\"",
        "mapfile -t < <(echo {{.dest}}); rec $MAPFILE",
        "[[ {{.dest}} =~ (.*) ]] && rec ${BASH_REMATCH[1]}",
        "trap \"rec $CONFD_DEST\" EXIT",
        "F={{.dest}}; trap 'rec $F' EXIT",
        "perl -ne 'print' {{.dest}}",
        "perl -e 'open F, $ARGV[0]' \"$CONFD_DEST\"",
        "bash -eo pipefail -c \"rec $CONFD_DEST\"",
        "bash -euo pipefail -c 'rec '{{.dest}}",
        "bash -eo pipefail -c 'rec $CONFD_DEST'",
        "sh 2>/dev/null -c \"rec $CONFD_DEST\"",
        "sh 2>/dev/null -c {{.dest}}",
        "SHELL=/bin/sh sh -c \"rec $CONFD_DEST\"",
        "docker run --rm --entrypoint sh image -c \"rec $CONFD_DEST\"",
        "docker run --entrypoint=sh image -c {{.dest}}",
        "docker exec dash sh -c {{.dest}}",
        "capsh -- -c {{.dest}}",
        "CMD='rec $CONFD_DEST'; eval \"$CMD\"",
        "F={{.dest}}; CMD='rec $F'; eval \"$CMD\"",
        "GIT_SSH_COMMAND=\"rec -i $CONFD_DEST\" git ls-remote ssh://x/y",
        "GIT_SSH_COMMAND={{.dest}} git ls-remote ssh://x/y",
        "git -c core.sshCommand=\"rec -i $CONFD_DEST\" fetch",
        "nginx -g \"include $CONFD_DEST;\"",
        "nginx -g 'include '{{.dest}}';'",
        "sed 's#A#'{{.dest}}'#' f",
        "sed 's#A#'\"$CONFD_DEST\"'#' f",
        "awk 'BEGIN{print \"'{{.dest}}'\"}'",
        "echo rec \"$CONFD_DEST\" | { true; sh; }",
        "echo rec {{.dest}} | (cd / && ssh web1)",
        "echo {{.dest}} | sh -c 'xargs rec'",
        "printf 'print(\"%s\")' \"$CONFD_DEST\" | python3",
        "f() { xargs rec; }; echo {{.dest}} | f",
        "echo \"$CONFD_DEST\" | rec $(cat)",
        "cd \"${CONFD_DEST%/*}\"; rec $(pwd)",
        "rec $(env | grep CONFD_D | cut -d= -f2)",
        "rec $(printenv 'CONFD_DEST')",
        "rec $(awk 'BEGIN{print ENVIRON[\"CONFD_DEST\"]}')",
        "echo \"$CONFD_DEST\" > list; rec $(cat list)",
        "echo \"$CONFD_DEST\" > s; sh s",
        "echo \"$CONFD_DEST\" >& s; sh s",
        "{ echo rec \"$CONFD_DEST\"; } > r.sh; sh r.sh",
        "echo {{.dest}} > list; xargs rec < list",
        "printf '#!/bin/sh\\nrec %s\\n' {{.dest}} > q.sh; chmod +x q.sh; ./q.sh",
        "ln -sf {{.dest}} cur; rec $(readlink cur)",
        "BASH_ENV={{.dest}} ./script.sh",
        "rec $(echo {{.dest}})",
        "cp x \"$(echo \"$CONFD_DEST\").bak\"",
        "export N=\"${CONFD_DEST##*/}\"; bash -c 'rec $((N))'",
        "declare -i N; N=\"${CONFD_DEST##*/}\"; rec \"$N\"",
        "rec \"$[ID+1]\" {{.dest}}",
        "[[ -n x && 5 -lt {{.dest}} ]]",
        "printf -vF %s {{.dest}}; rec $F",
        "compgen -W {{.dest}}",
        "PS4={{.dest}}; set -x; true",
        "socat - {{.dest}}",
        "pkill -HUP -f {{.dest}}",
        "rec $ROOT{{.dest}}",
        "rec \"$ROOT{{.dest}}\"",
        "rec \"${X:-{{.dest}}}\"",
        "rec $CONFD_\\\nDEST",
        "git -c core.sshCommand={{.dest}} fetch",
        "split --filter={{.dest}} f",
        "exec 3> r.sh; echo rec \"$CONFD_DEST\" >&3; sh r.sh",
        "echo rec \"$CONFD_DEST\" 1<>r.sh; sh r.sh",
    ];

    /// <summary>In each the path is one word: none may be refused.</summary>
    public static TheoryData<string> Ordinary =>
    [
        "rec {{.dest}}",
        "rec \"$CONFD_DEST\"",
        "rec '{{.dest}}'",
        "rec \"--file={{.dest}}\"",
        "rec {{.dest}}.bak",
        "rec {{.dest}} # the file, isn't it",
        "# don't do it twice\nrec {{.dest}}",
        "rec {{.dest}} > /dev/null 2>&1",
        "[ -n \"$HOME\" ] && rec {{.dest}}",
        "kill -0 $(cut -d' ' -f1 /proc/self/stat) 2>/dev/null; rec {{.dest}}",
        "if ! test -s {{.dest}}; then rec {{.dest}}; fi",
        "(rec {{.dest}})",
        "{ rec {{.dest}}; }",
        "for i in 1; do rec {{.dest}}; done",
        "case $CONFD_DEST in x) ;; *) rec \"$CONFD_DEST\" ;; esac",
        "F={{.dest}}; rec \"$F\"",
        "F=$CONFD_DEST; rec \"$F\"",
        "set -- {{.dest}}; rec \"$1\"",
        "each() { rec \"$@\"; }; each {{.dest}}",
        "rec \"$(basename \"$CONFD_DEST\")\"",
        "N=$(basename -- \"$CONFD_DEST\"); rec \"$N\"",
        "rec \"${CONFD_DEST##*/}\"",
        "rec {{.dest}}; RC=$?; exit $RC",
        "PID=$(cat /proc/self/stat | cut -d' ' -f1); test $PID -gt 1; rec {{.dest}}",
        "rec {{.dest}} && kill -0 $(cat /proc/self/stat | cut -d' ' -f1) 2>/dev/null",
        "rec {{.dest}} >> $HOME/../$COUNTS.log; true",
        "sh ./bin/rec {{.dest}}",
        "sh ./bin/rec {{.dest}} > log 2>&1",
        "test -n {{.dest}} $(true) && rec {{.dest}} # -sf $(cat pid)",
        "bash -n {{.dest}} 2>/dev/null; rec {{.dest}}",
        "sh -c 'true'; rec {{.dest}}",
        "test -x /bin/sh && rec {{.dest}}",
        "echo done at now; rec {{.dest}}",
        "ssh web1 'true'; rec {{.dest}}",
        "export F={{.dest}}; rec \"$F\"",
        "find . -maxdepth 0 -exec rec {{.dest}} ';'",
        "sed -n p {{.dest}} 2>/dev/null; rec {{.dest}}",
        "umask 077; cat /dev/null > out; rec {{.dest}}",
    ];

    [Theory]
    [MemberData(nameof(Traps))]
    public void Command_SplitsAPath_IsRefusedUnlessThePathIsPlain(string command)
    {
        foreach (var name in Names)
        {
            Should.Throw<UnsafeCommandException>(() => Render(command, $"/out/{name}"), name);
        }

        Render(command, "/out/acme-2.conf").Text
            .ShouldBe(command.Replace("{{.dest}}", "/out/acme-2.conf", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ordinary))]
    public async Task Command_QuotesThePath_GetsItWholeInEveryShell(string command)
    {
        foreach (var shell in Shells)
        {
            foreach (var name in Names)
            {
                File.Delete(_folder["counts"]);

                var output = await RunAsync(shell, Render(command, $"/out/{name}"));

                File.ReadAllText(_folder["counts"]).ShouldBe("1\n", $"{shell}: {command} of {name}: {output}");
                File.Exists(_folder["PWNED"]).ShouldBeFalse($"{shell}: {command} of {name}");
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static ShellCommand Render(string command, string path) =>
        CommandTemplate.Parse("reload_cmd", command).RenderReload(new CommandPaths(path + ".123", path, PathOrigin.Computed));

    private async Task<string> RunAsync(string shell, ShellCommand command)
    {
        var script = ShellWord.Quote($"cd '{_folder.Path}'\n{command.Text}\n");
        var result = await _runner.RunAsync(
            command with
            {
                Text = $"PATH='{_folder["bin"]}':$PATH COUNTS='{_folder["counts"]}' exec {shell} -c {script}",
            },
            TimeSpan.Zero,
            Cancellation);
        return Encoding.UTF8.GetString(result.Output.Span);
    }

    private void Program(string name, string script)
    {
        _folder.Write($"bin/{name}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(
            _folder[$"bin/{name}"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
