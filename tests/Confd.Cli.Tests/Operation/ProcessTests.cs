namespace Confd.Cli.Tests.Operation;

/// <summary>The native program as shells start it: without standard streams, with signals ignored.</summary>
public sealed class ProcessTests : ProcessTestBase
{
    [Theory]
    [InlineData(">&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData(">/dev/full 2>/dev/full")]
    public void StandardStreams_ClosedOrFull_FilesAreStillWritten(string redirections)
    {
        var (exitStatus, errors) = Run($"\"$@\" --onetime {redirections}");

        exitStatus.ShouldBe(0, errors);
        errors.ShouldBeEmpty();
        File.ReadAllText(Folder["app.conf"]).ShouldBe("a=1\n");
    }

    [Theory]
    [InlineData("flags --help")]
    [InlineData("completion bash")]
    [InlineData("render - env")]
    public void StandardOutput_Full_IsNamed(string command)
    {
        // One that reads no input may end before it is written.
        var (exitStatus, errors) = Run($"echo text 2> /dev/null | \"$1\" {command} > /dev/full");

        exitStatus.ShouldBe(1);
        errors.ShouldStartWith("confd: error: ");
        errors.ShouldEndWith("write standard output: no space left on device\n");
    }

    [Fact]
    public void StandardStreams_Closed_UsageErrorsKeepTheirStatus() => Run("\"$1\" --bogus >&- 2>&-").ExitStatus.ShouldBe(80);

    [Fact]
    public void Daemon_StartedByNohup_ReloadsOnHangup()
    {
        var (exitStatus, errors) = Run(
            "trap '' HUP; \"$@\" > \"$OUT/log\" & until grep -q 'has been updated' \"$OUT/log\"; do sleep 0.05; done; "
            + "kill -HUP $!; until grep -q 'Captured SIGHUP' \"$OUT/log\"; do sleep 0.05; done; kill -TERM $!; wait $!");

        exitStatus.ShouldBe(0, errors);
        File.ReadAllText(Folder["log"]).ShouldContain("Captured terminated. Initiating shutdown...");
    }

    // USR1, USR2, ALRM, STKFLT, XCPU, VTALRM, PROF, IO, PWR and a real-time signal: Go programs take no notice of them.
    [Fact]
    public void Daemon_UnhandledSignals_AreIgnored()
    {
        var (exitStatus, errors) = Run(
            "\"$@\" > \"$OUT/log\" & until grep -q 'has been updated' \"$OUT/log\"; do sleep 0.05; done; "
            + "for signal in 10 12 14 16 24 26 27 29 30 40; do kill -$signal $! || exit 1; done; kill -HUP $!; "
            + "until grep -q 'Captured SIGHUP' \"$OUT/log\"; do kill -0 $! || break; sleep 0.05; done; kill -TERM $!; wait $!");

        exitStatus.ShouldBe(0, errors);
        File.ReadAllText(Folder["log"]).ShouldContain("Captured terminated. Initiating shutdown...");
    }

    [Fact]
    public void Onetime_UnhandledSignal_IsIgnored()
    {
        File.AppendAllText(
            Folder["conf.d/app.toml"], $"reload_cmd = \"kill -USR1 $PPID; kill -ALRM $PPID; echo done > {Folder["reloaded"]}\"\n");

        Run("\"$@\" --onetime > /dev/null").ExitStatus.ShouldBe(0);

        File.Exists(Folder["reloaded"]).ShouldBeTrue();
    }

    [Fact]
    public void Onetime_Terminated_DiesOfTheSignal()
    {
        File.AppendAllText(Folder["conf.d/app.toml"], $"reload_cmd = \"kill -TERM $PPID; sleep 0.2; echo done > {Folder["reloaded"]}\"\n");

        Run("\"$@\" --onetime > /dev/null & wait $!").ExitStatus.ShouldBe(128 + 15);

        File.Exists(Folder["reloaded"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("sub/..")]
    [InlineData("link")]
    public void Include_RelativeConfdirAndALinkThatLeavesTheTemplates_IsRefused(string confdir)
    {
        Directory.CreateDirectory(Folder["sub"]);
        Directory.CreateSymbolicLink(Folder["link"], ".");
        Folder.Write("outside/secret", "secret");
        Folder.Write("templates/app.tmpl", "{{include \"out\"}}");
        File.CreateSymbolicLink(Folder["templates/out"], "../outside/secret");
        var script = $"cd \"$OUT\" && \"$1\" file --file keys.yaml --confdir {confdir} --onetime > log";

        Run(script).ExitStatus.ShouldBe(1);
        File.ReadAllText(Folder["log"]).ShouldContain("is outside template directory");
        File.Exists(Folder["app.conf"]).ShouldBeFalse();

        Folder.Write("templates/inside", "inside");
        File.Delete(Folder["templates/out"]);
        File.CreateSymbolicLink(Folder["templates/out"], "inside");
        Run(script).ExitStatus.ShouldBe(0);
        File.ReadAllText(Folder["app.conf"]).ShouldBe("inside");
    }

    [Fact]
    public void Environment_BytesThatAreNotText_ReachTemplatesKeysAndCommands()
    {
        Folder.Write("templates/app.tmpl", "{{getenv \"BYTES_X\"}}|{{getv \"/bytes/x\"}}");
        // Not "env": some shells drop names that they could not have given themselves.
        File.AppendAllText(Folder["conf.d/app.toml"], $"reload_cmd = \"tr '\\\\0' '\\\\n' < /proc/$$/environ > {Folder["inherited"]}\"\n");

        var (exitStatus, errors) = Run(
            "export \"$(printf 'BYTES_X=caf\\351')\"; env \"$(printf 'BYTES_\\350=1')\" \"$1\" env --confdir "
            + "\"$OUT\" --onetime > /dev/null");

        exitStatus.ShouldBe(0, errors);
        File.ReadAllBytes(Folder["app.conf"]).ShouldBe([.. "caf"u8, 0xE9, .. "|caf"u8, 0xE9]);
        Convert.ToHexString(File.ReadAllBytes(Folder["inherited"]))
            .ShouldContain(Convert.ToHexString([.. "BYTES_X=caf"u8, 0xE9, (byte)'\n']));
        Convert.ToHexString(File.ReadAllBytes(Folder["inherited"])).ShouldContain(Convert.ToHexString([.. "BYTES_"u8, 0xE8, .. "=1\n"u8]));
    }

    [Theory]
    [InlineData("file --file \"$OUT/keys.yaml\"")]
    [InlineData("env")]
    public void OrdinaryRun_FileChanges_DoesNotLoadOpenSsl(string backend)
    {
        // Of the same size, so that the log tells the sums of both.
        Folder.Write("app.conf", new string('x', 66));
        Folder.Write("templates/app.tmpl", "{{sha256sum \"a\"}}{{getv \"/a\"}}\n");
        File.AppendAllText(Folder["conf.d/app.toml"], $"reload_cmd = \"cat /proc/$PPID/maps > {Folder["maps"]}\"\n");

        var (exitStatus, errors) = Run($"A=1 \"$1\" {backend} --confdir \"$OUT\" --onetime > \"$OUT/log\"");

        exitStatus.ShouldBe(0, errors);
        File.ReadAllText(Folder["log"]).ShouldContain("has md5sum ");
        var maps = File.ReadAllText(Folder["maps"]);
        maps.ShouldContain("libc");
        maps.ShouldNotContain("libssl");
        maps.ShouldNotContain("libcrypto");
    }

    [Fact]
    public void Destination_LargerThanFilesMayBe_IsReportedAndKeepsTheOldFile()
    {
        Folder.Write("app.conf", "good");
        Folder.Write("keys.yaml", $"a: {new string('a', 64 * 1024)}\n");
        Folder.Write("templates/app.tmpl", "{{range seq 1 800}}{{getv \"/a\"}}{{end}}");

        // The runtime maps memory from files, which must be below the limit or not be there.
        Run("export DOTNET_EnableWriteXorExecute=0; ulimit -f 40000; \"$@\" --onetime > \"$OUT/log\"").ExitStatus.ShouldBe(1);

        File.ReadAllText(Folder["app.conf"]).ShouldBe("good");
        File.ReadAllText(Folder["log"]).ShouldContain("file too large");
        Directory.GetFiles(Folder.Path, ".*").ShouldBeEmpty();
    }

    [Fact]
    public void WorkingDirectory_Removed_IsReportedAndAbsolutePathsStillWork()
    {
        const string Gone = "mkdir \"$OUT/gone\"; cd \"$OUT/gone\"; rmdir \"$OUT/gone\"; ";

        var (exitStatus, errors) = Run(Gone + "\"$1\" file --file keys.yaml --confdir . --onetime > /dev/null");

        exitStatus.ShouldBe(1);
        errors.ShouldStartWith("confd: error: the working directory no longer exists: ");
        Run(Gone + "\"$@\" --onetime > /dev/null").ExitStatus.ShouldBe(0);
        File.ReadAllText(Folder["app.conf"]).ShouldBe("a=1\n");
    }

    [Fact]
    public void Destination_LinkToTheOutputWhichIsAFile_IsRefused()
    {
        File.CreateSymbolicLink(Folder["app.conf"], "/proc/self/fd/1");

        Run("\"$@\" --onetime > \"$OUT/log\"").ExitStatus.ShouldBe(1);

        new FileInfo(Folder["app.conf"]).LinkTarget.ShouldBe("/proc/self/fd/1");
        File.ReadAllText(Folder["log"]).ShouldContain("nothing below /dev, /proc or /sys is replaced");
    }

    [Fact]
    public void Command_StartedWithChildSignalIgnored_KeepsItsStatus()
    {
        File.AppendAllText(Folder["conf.d/app.toml"], "check_cmd = \"exit 3\"\n");

        Run("trap '' CHLD; \"$@\" --onetime > /dev/null").ExitStatus.ShouldBe(3);

        File.Exists(Folder["app.conf"]).ShouldBeFalse();
    }

    [Fact]
    public void Process1_CommandFails_KeepsItsStatusAlsoWithATerminal()
    {
        SkipUnlessNamespaces();
        File.AppendAllText(Folder["conf.d/app.toml"], "check_cmd = \"exit 3\"\n");

        Run("unshare --pid --fork \"$@\" --onetime > /dev/null").ExitStatus.ShouldBe(3);
        Run(
            "printf '%s ' unshare --pid --fork \"$@\" --onetime > \"$OUT/run\"; "
            + "script -qec \"sh $OUT/run\" /dev/null > /dev/null < /dev/null")
            .ExitStatus.ShouldBe(3);

        File.Exists(Folder["app.conf"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("unshare --pid --fork --mount-proc", "")]
    [InlineData("unshare --pid --fork", "")]
    [InlineData("", "--reap-orphans")]
    public void Orphans_OfCommands_AreReaped(string prefix, string option)
    {
        SkipUnlessNamespaces();
        // Each leaves children that end later, some in a session of their own; the last one reports it, then all must have ended.
        File.AppendAllText(
            Folder["conf.d/app.toml"],
            "reload_cmd = \"for i in 1 2 3 4 5; do (sleep 0.1 & setsid sleep 0.2 &) >/dev/null 2>&1; done; (sleep 0.5; "
            + $"echo > {Folder["late"]}) >/dev/null 2>&1 &\"\n");

        var (exitStatus, errors) = Run(
            $"{prefix} \"$@\" {option} > \"$OUT/log\" & until test -e \"$OUT/late\"; do sleep 0.05; done; "
            + "left() { ps -eo stat=,ppid= | awk '$1 ~ /^Z/ {print $2}' | while read p; do "
            + "tr '\\0' ' ' 2>/dev/null < /proc/$p/cmdline | grep \"^[^ ]*confd file --file $OUT\"; done; }; "
            + "for try in $(seq 100); do test -n \"$(left)\" || break; sleep 0.1; done; left >&2; "
            + "kill -TERM $(pgrep -o -f \"^[^ ]*confd file --file $OUT\"); wait $!");

        exitStatus.ShouldBe(0, errors);
        errors.ShouldBeEmpty();
        File.ReadAllText(Folder["log"]).ShouldContain("Command completed successfully");
    }

    [Fact]
    public void Exec_ProgramIsKilled_TheChildEndsToo()
    {
        var (_, errors) = Run(
            "\"$@\" --exec 'trap \"echo asked > $OUT/asked; exit\" TERM; echo $$ > $OUT/child; while :; do sleep 0.05; done' > /dev/null & "
            + "until test -s \"$OUT/child\"; do sleep 0.05; done; kill -KILL $!; "
            + "for try in $(seq 200); do test -s \"$OUT/asked\" && break; sleep 0.05; done");

        errors.ShouldNotContain("error");
        File.ReadAllText(Folder["asked"]).ShouldBe("asked\n");
    }

    [Fact]
    public void Exec_ProgramIsKilled_TheApplicationBelowAShellHasItsTimeToEnd()
    {
        Folder.Write(
            "application", "trap 'sleep 0.5; echo asked > $OUT/asked; exit' TERM; echo $$ > $OUT/child; while :; do sleep 0.05; done");

        var (_, errors) = Run(
            "\"$@\" --exec 'sh $OUT/application; true' > /dev/null & "
            + "until test -s \"$OUT/child\"; do sleep 0.05; done; kill -KILL $!; "
            + "while kill -0 $(cat \"$OUT/child\") 2>/dev/null; do sleep 0.05; done");

        errors.ShouldNotContain("error");
        File.ReadAllText(Folder["asked"]).ShouldBe("asked\n");
    }

    // With fewer than five the runtime itself may not come to our first line.
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(13)]
    public void Onetime_TooFewThreadsAllowed_EndsWithTheCause(int threads)
    {
        SkipUnlessNamespaces();

        var (exitStatus, errors) = Run(
            // A user of its own: the limit counts all processes of a user.
            $"chmod -R a+rwX \"$OUT\"; setpriv --reuid $((200000 + $$)) --clear-groups prlimit --nproc={threads} \"$@\" --onetime");

        Assert.SkipWhen(errors.Contains("ermission denied", StringComparison.Ordinal), "other users may not read the program");
        exitStatus.ShouldBe(1, errors);
        errors.ShouldContain("confd: error: no more threads or processes may be started");
        File.Exists(Folder["app.conf"]).ShouldBeFalse();
    }

    [Fact]
    public void Daemon_UnreadOutput_StillUpdatesAndEnds()
    {
        var (exitStatus, errors) = Run(
            "mkfifo \"$OUT/pipe\"; exec 9<>\"$OUT/pipe\"; timeout 1 head -c 1000000 /dev/zero >&9; "
            + "\"$@\" --interval 1 --log-level debug >&9 & "
            + "until grep -q a=1 \"$OUT/app.conf\" 2>/dev/null; do sleep 0.05; done; echo 'a: 2' > \"$OUT/keys.yaml\"; "
            + "until grep -q a=2 \"$OUT/app.conf\"; do sleep 0.05; done; kill -TERM $!; wait $!");

        exitStatus.ShouldBe(0, errors);
        errors.ShouldMatch("^confd: error: \\d+ log lines were lost: they were not read in time from standard output\n$");
    }
}
