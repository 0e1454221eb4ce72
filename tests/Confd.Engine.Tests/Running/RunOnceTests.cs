using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.Running;

public sealed class RunOnceTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    [Fact]
    public async Task RunOnce_NewFile_WritesItAndReloads()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "check_cmd = \"check x\"\nreload_cmd = \"reload y\"");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(0, _fixture.Logger.Text);
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=1\n");
        _fixture.Commands.Commands.ShouldBe(["check x", "reload y"]);
        _fixture.Logger.Text.ShouldContain($"Information Target config {_fixture.Out("a.conf")} out of sync");
        _fixture.Logger.Text.ShouldContain($"Information Target config {_fixture.Out("a.conf")} has been updated");
    }

    [Fact]
    public async Task RunOnce_FileInSync_TouchesNothing()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "check_cmd = \"check\"\nreload_cmd = \"reload\"");
        File.WriteAllText(_fixture.Out("a.conf"), "/app/a=1\n");
        var written = File.GetLastWriteTimeUtc(_fixture.Out("a.conf"));
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.Commands.Commands.ShouldBeEmpty();
        File.GetLastWriteTimeUtc(_fixture.Out("a.conf")).ShouldBe(written);
        _fixture.Logger.Text.ShouldContain($"Debug Target config {_fixture.Out("a.conf")} in sync");
    }

    [Fact]
    public async Task RunOnce_ManyResourcesOfOneBackend_ReadsItOnce()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "keys = [\"/app\", \"/b\"]");
        _fixture.AddResource("b.conf", "keys = [\"/b\", \"/c\"]");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.Backend.Reads.ShouldBe(1);
        _fixture.Backend.LastLookupKeys.ShouldBe(["/app", "/b", "/c"]);
    }

    [Fact]
    public async Task RunOnce_NoKeys_ReadsNothing()
    {
        _fixture.AddResource("a.conf", "keys = []", template: "plain");
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        _fixture.Backend.Reads.ShouldBe(0);
        _fixture.ReadOut("a.conf").ShouldBe("plain=<none>\n");
    }

    [Fact]
    public async Task RunOnce_PrefixAtPathBoundary_ExcludesOtherKeys()
    {
        _fixture.Backend.Set("/app/a", "mine");
        _fixture.Backend.Set("/apple", "theirs");
        _fixture.AddResource("a.conf", "keys = [\"/\"]\nprefix = \"/app\"", template: "/a\n/le\n/apple");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.ReadOut("a.conf").ShouldBe("/a=mine\n/le=<none>\n/apple=<none>\n");
    }

    [Fact]
    public async Task RunOnce_BestEffort_OneFailureDoesNotStopTheOthers()
    {
        _fixture.AddResource("a.conf");
        _fixture.AddResource("b.conf", template: "fail");
        _fixture.AddResource("c.conf");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(1);
        result.Message.ShouldBe($"{_fixture.Out("b.conf")}: the template failed");
        File.Exists(_fixture.Out("a.conf")).ShouldBeTrue();
        File.Exists(_fixture.Out("c.conf")).ShouldBeTrue();
    }

    [Fact]
    public async Task RunOnce_FailFast_StopsAtTheFirstFailure()
    {
        _fixture.AddResource("a.conf", template: "fail");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine(options => options with { FailureMode = FailureMode.FailFast });

        (await engine.RunOnceAsync(Cancellation)).Failures.Count.ShouldBe(1);

        File.Exists(_fixture.Out("b.conf")).ShouldBeFalse();
        _fixture.Logger.Text.ShouldContain($"Warning Fail-fast mode: stopping after error in {_fixture.Out("a.conf")}");
    }

    [Theory]
    [InlineData(FailureMode.BestEffort, true)]
    [InlineData(FailureMode.FailFast, false)]
    public async Task RunOnce_BrokenResourceFile_StopsTheOthersOnlyInFailFast(FailureMode mode, bool isWritten)
    {
        _fixture.AddResource("a.conf");
        var broken = _fixture.Directory.Write("conf.d/broken.toml", "[template\n");
        await using var engine = _fixture.CreateEngine(options => options with { FailureMode = mode });

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(1);
        result.Message.ShouldStartWith($"cannot process template resource {broken}: toml: line 1: ");
        File.Exists(_fixture.Out("a.conf")).ShouldBe(isWritten);
    }

    [Fact]
    public async Task RunOnce_SeveralFailedCommands_TheFirstOneDecidesTheExitStatus()
    {
        _fixture.AddResource("a.conf", template: "fail");
        _fixture.AddResource("b.conf", "check_cmd = \"five\"");
        _fixture.AddResource("c.conf", "reload_cmd = \"seven\"");
        _fixture.Commands.ExitStatus = command => command == "five" ? 5 : 7;
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.ExitStatus.ShouldBe(5);
        result.Failures.Select(failure => failure.Reason).ShouldBe(
            ["the template failed", "config check failed: config check failed: exit status 5", "exit status 7"]);
    }

    [Fact]
    public async Task RunOnce_CheckTimesOut_IsReportedWithTheDoubledTextOfTheOriginal()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"slow\"");
        _fixture.Commands.Answer = new CommandResult(
            CommandOutcome.TimedOut, 255, "command timed out after 200ms", TimeSpan.Zero, ReadOnlyMemory<byte>.Empty, 0);
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Failures.ShouldHaveSingleItem().Reason.ShouldBe("config check failed: config check failed: command timed out after 200ms");
        result.ExitStatus.ShouldBe(1);
    }

    [Fact]
    public async Task RunOnce_CheckCommandCannotBeRendered_IsAFailedCheck()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"{{.src.x}}\"");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Failures.ShouldHaveSingleItem()
            .Reason.ShouldStartWith("config check failed: template: checkcmd:1:6: executing \"checkcmd\" at <.src.x>: ");
        _fixture.Commands.Commands.ShouldBeEmpty();
        Directory.GetFiles(_fixture.Directory["out"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_CheckFails_LeavesTheOldFileAndNoStagedFile()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"no\"\nreload_cmd = \"reload\"");
        File.WriteAllText(_fixture.Out("a.conf"), "old");
        _fixture.Commands.ExitStatus = _ => 1;
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.ReadOut("a.conf").ShouldBe("old");
        Directory.GetFiles(_fixture.Directory["out"]).ShouldBe([_fixture.Out("a.conf")]);
        _fixture.Commands.Commands.ShouldBe(["no"]);
    }

    [Fact]
    public async Task RunOnce_OutputOfWrongFormat_LeavesTheOldFile()
    {
        _fixture.AddResource("a.conf", "output_format = \"json\"");
        File.WriteAllText(_fixture.Out("a.conf"), "old");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Message.ShouldContain("output format validation failed (json): ");
        _fixture.ReadOut("a.conf").ShouldBe("old");
        Directory.GetFiles(_fixture.Directory["out"]).ShouldBe([_fixture.Out("a.conf")]);
    }

    [Fact]
    public async Task RunOnce_OutputOfWrongFormatWithKeepStageFile_KeepsNone()
    {
        _fixture.AddResource("a.conf", "output_format = \"json\"");
        await using var engine = _fixture.CreateEngine(options => options with { Update = new UpdateOptions { KeepStageFile = true } });

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(1);

        Directory.GetFiles(_fixture.Directory["out"]).ShouldBeEmpty();
    }

    // Octal 2644, 1644, 4755, 2755: a change of the owner takes the bits of programs away.
    [Theory]
    [InlineData(0x5A4, 0x5A4)]
    [InlineData(0x3A4, 0x3A4)]
    [InlineData(0x9ED, 0x1ED)]
    [InlineData(0x5ED, 0x1ED)]
    public async Task RunOnce_NoMode_KeepsThatOfTheFile(int before, int after)
    {
        _fixture.AddResource("a.conf");
        File.WriteAllText(_fixture.Out("a.conf"), "old");
        File.SetUnixFileMode(_fixture.Out("a.conf"), (UnixFileMode)before);
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.ReadOut("a.conf").ShouldNotBe("old");
        File.GetUnixFileMode(_fixture.Out("a.conf")).ShouldBe((UnixFileMode)after);
    }

    // Octal 0666 and 0664 of somebody who would like to write to the new file too; 0644 and 0600 of somebody who would not.
    [Theory]
    [InlineData(0x1B6, 0x1A4)]
    [InlineData(0x1B4, 0x1A4)]
    [InlineData(0x1A4, 0x1A4)]
    [InlineData(0x180, 0x180)]
    public async Task RunOnce_NoModeAndTheFileIsOfAnotherUser_IsWritableByTheOwnerOnly(int before, int after)
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "giving files away needs root");
        _fixture.AddResource("a.conf");
        File.WriteAllText(_fixture.Out("a.conf"), "old");
        File.SetUnixFileMode(_fixture.Out("a.conf"), (UnixFileMode)before);
        Mounts.Run("chown", "1234", _fixture.Out("a.conf")).ShouldBeTrue();
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.ReadOut("a.conf").ShouldNotBe("old");
        File.GetUnixFileMode(_fixture.Out("a.conf")).ShouldBe((UnixFileMode)after);
    }

    [Fact]
    public async Task RunOnce_NoModeAndALinkOfAnotherUser_IsWritableByTheOwnerOnly()
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "giving links away needs root");
        _fixture.AddResource("a.conf");
        File.WriteAllText(_fixture.Out("everybodys"), "old");
        File.SetUnixFileMode(_fixture.Out("everybodys"), (UnixFileMode)0x1B6);
        File.CreateSymbolicLink(_fixture.Out("a.conf"), _fixture.Out("everybodys"));
        Mounts.Run("chown", "-h", "1234", _fixture.Out("a.conf")).ShouldBeTrue();
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        new FileInfo(_fixture.Out("a.conf")).LinkTarget.ShouldBeNull();
        File.GetUnixFileMode(_fixture.Out("a.conf")).ShouldBe((UnixFileMode)0x1A4);
    }

    [Fact]
    public async Task RunOnce_OutputOfRightFormat_IsReportedWithTheTimesOfStaging()
    {
        _fixture.AddResource("a.conf", "output_format = \"yaml\"");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.Logger.Text.ShouldContain("Debug Output format validation passed (yaml)");
        var staged = _fixture.Logger.Lines.Single(
            line => line.StartsWith("Debug Stage file created successfully", StringComparison.Ordinal));
        staged.ShouldMatch(@"total_duration_ms=\d+ write_duration_ms=\d+ permission_duration_ms=\d+$");
    }

    [Fact]
    public async Task RunOnce_BackendFails_EveryResourceOfItFailsWithTheReason()
    {
        _fixture.Backend.ReadError = new KeyBackendException("the table is gone");
        _fixture.AddResource("a.conf");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Failures.Select(failure => failure.Reason).ShouldBe(["the table is gone", "the table is gone"]);
        _fixture.Backend.Reads.ShouldBe(1);
        _fixture.Logger.Count("Error Backend fetch failed prefix=/ key_count=1 fetch_duration_ms=").ShouldBe(2);
        _fixture.Logger.Count("Error the table is gone").ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_BackendSlowerThanItsTimeout_Fails()
    {
        _fixture.Backend.Gate = new TaskCompletionSource().Task;
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine(options => options with { BackendTimeout = TimeSpan.FromSeconds(5) });
        var running = engine.RunOnceAsync(Cancellation);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));

        (await running).Message.ShouldContain("context deadline exceeded");
    }

    [Fact]
    public async Task RunOnce_BackendWasThrottledUntilItsTimeout_ReportsIt()
    {
        _fixture.Backend.Gate = new TaskCompletionSource().Task;
        _fixture.Backend.LastWord = "Scan of table t failed: context deadline exceeded; last error ProvisionedThroughputExceededException";
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine(options => options with { BackendTimeout = TimeSpan.FromSeconds(5) });
        var running = engine.RunOnceAsync(Cancellation);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));

        (await running).Message.ShouldContain("last error ProvisionedThroughputExceededException");
    }

    [Fact]
    public async Task RunOnce_EqualBackendSettings_ShareAClient()
    {
        var other = new MemoryKeyBackend("other");
        _fixture.OtherBackends["other"] = other;
        other.Set("/app/a", "other");
        const string Settings = "[backend]\nbackend = \"other\"\ntable = \"t\"\ndial_timeout = \"1s\"";
        _fixture.AddResource("a.conf", tables: Settings);
        _fixture.AddResource("b.conf", tables: Settings);
        await using (var engine = _fixture.CreateEngine())
        {
            (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
        }

        _fixture.ReadOut("b.conf").ShouldBe("/app/a=other\n");
        other.Reads.ShouldBe(1);
        other.IsDisposed.ShouldBeTrue();
        _fixture.Backend.IsDisposed.ShouldBeFalse();
        _fixture.Logger.Count("Information Creating new backend client for other").ShouldBe(1);
        _fixture.Logger.Count("Debug Using cached backend client for other").ShouldBe(1);
    }

    [Fact]
    public async Task RunOnce_BackendSettingsWithOtherTimeLimits_HaveAClientEach()
    {
        _fixture.OtherBackends["other"] = new MemoryKeyBackend("other");
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"\nread_timeout = \"1s\"");
        _fixture.AddResource("b.conf", tables: "[backend]\nbackend = \"other\"\nread_timeout = \"2s\"");
        await using var engine = _fixture.CreateEngine();

        await engine.RunOnceAsync(Cancellation);

        _fixture.Logger.Count("Information Creating new backend client for other").ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_UnknownBackend_RejectsTheResource()
    {
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"mysql\"");
        await using var engine = _fixture.CreateEngine();

        var result = await engine.RunOnceAsync(Cancellation);

        result.Message.ShouldBe($"cannot create backend client for {_fixture.Directory["conf.d/a.conf.toml"]}: invalid backend");
        result.ExitStatus.ShouldBe(1);
    }

    [Fact]
    public async Task RunOnce_NoConfigDirectory_SucceedsWithAWarning()
    {
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        _fixture.Logger.Text.ShouldContain("Warning Cannot load template resources: config dir '");
    }

    [Fact]
    public async Task RunOnce_Noop_WritesNothingRunsNothingAndShowsTheDifference()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"check\"\nreload_cmd = \"reload\"");
        File.WriteAllText(_fixture.Out("a.conf"), "old");
        var shown = new List<string>();
        await using var engine = _fixture.CreateEngine(options => options with
        {
            Update = new UpdateOptions
            {
                Noop = true,
                Diff = (destination, stage, before, after, _) => shown.Add($"{destination} {before.Length} {after.Length}"),
            },
        });

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        _fixture.ReadOut("a.conf").ShouldBe("old");
        _fixture.Commands.Commands.ShouldBeEmpty();
        shown.ShouldBe([$"{_fixture.Out("a.conf")} 3 14"]);
        _fixture.Logger.Text.ShouldContain($"{_fixture.Out("a.conf")} has size 3 should be 14");
        _fixture.Logger.Text.ShouldContain($"Warning Noop mode enabled. {_fixture.Out("a.conf")} will not be modified");
        Directory.GetFiles(_fixture.Directory["out"]).ShouldBe([_fixture.Out("a.conf")]);
    }

    [Fact]
    public async Task RunOnce_SyncOnly_WritesButRunsNothing()
    {
        _fixture.AddResource("a.conf", "check_cmd = \"check\"\nreload_cmd = \"reload\"");
        await using var engine = _fixture.CreateEngine(options => options with { Update = new UpdateOptions { SyncOnly = true } });

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        File.Exists(_fixture.Out("a.conf")).ShouldBeTrue();
        _fixture.Commands.Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunOnce_KeepStageFile_LeavesItAndStillReplaces(bool exists)
    {
        _fixture.AddResource("a.conf", "mode = \"0600\"");
        if (exists)
        {
            File.WriteAllText(_fixture.Out("a.conf"), "old");
        }

        await using var engine = _fixture.CreateEngine(options => options with { Update = new UpdateOptions { KeepStageFile = true } });

        await engine.RunOnceAsync(Cancellation);

        var files = Directory.GetFiles(_fixture.Directory["out"]).Order(StringComparer.Ordinal).ToArray();
        files.Length.ShouldBe(2);
        Path.GetFileName(files[0]).ShouldMatch(@"^\.a\.conf\d+$");
        File.ReadAllText(files[0]).ShouldBe(_fixture.ReadOut("a.conf"));
        File.GetUnixFileMode(_fixture.Out("a.conf")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _fixture.Logger.Text.ShouldContain("Keeping staged file, using copy mode");
        _fixture.Logger.Text.ShouldContain("File sync completed (copy mode)");
    }

    [Fact]
    public async Task RunOnce_DestinationThatLeadsToTheOutputOfAProgram_IsRefused()
    {
        _fixture.AddResource("a.conf");
        using var output = File.Create(_fixture.Out("output"));
        var link = $"/proc/self/fd/{output.SafeFileHandle.DangerousGetHandle()}";
        File.CreateSymbolicLink(_fixture.Out("a.conf"), link);
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(1);

        new FileInfo(_fixture.Out("a.conf")).LinkTarget.ShouldBe(link);
        output.Length.ShouldBe(0);
        _fixture.Logger.Text.ShouldContain("nothing below /dev, /proc or /sys is replaced");
        Directory.GetFiles(_fixture.Directory["out"])
            .Order(StringComparer.Ordinal)
            .ShouldBe([_fixture.Out("a.conf"), _fixture.Out("output")]);
    }

    [Fact]
    public async Task RunOnce_AttributeThatCannotBeKept_IsReportedOnce()
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "mounting needs root");
        _fixture.AddResource("a.conf");
        Assert.SkipUnless(Mounts.Try("-t", "ramfs", "ramfs", _fixture.Directory["out"]), "mounting is not allowed here");
        try
        {
            var rich = _fixture.Directory.Write("rich", "old");
            Attributes.SetOrSkip(rich, "user.note", "lost"u8.ToArray());
            await using var engine = _fixture.CreateEngine();
            for (var round = 0; round < 2; round++)
            {
                File.Delete(_fixture.Out("a.conf"));
                File.CreateSymbolicLink(_fixture.Out("a.conf"), rich);
                (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
            }
        }
        finally
        {
            Mounts.Remove(_fixture.Directory["out"]);
        }

        _fixture.Logger.Text.Split("loses an extended attribute (logged once): user.note: operation not supported").Length.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_KeepStageFileAndALinkAtTheDestination_WritesItsTarget()
    {
        _fixture.AddResource("a.conf");
        File.WriteAllText(_fixture.Out("target"), "old");
        File.CreateSymbolicLink(_fixture.Out("a.conf"), "target");
        await using var engine = _fixture.CreateEngine(options => options with { Update = new UpdateOptions { KeepStageFile = true } });

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        new FileInfo(_fixture.Out("a.conf")).LinkTarget.ShouldBe("target");
        _fixture.ReadOut("target").ShouldBe("/app/a=<none>\n");
    }

    [Fact]
    public async Task RunOnce_DestinationFolderMissing_FailsWithTheSystemsWords()
    {
        _fixture.AddResource("a.conf", $"dest = \"{_fixture.Out("no/such/a.conf")}\"");
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).Message.ShouldContain("no such file or directory");

        _fixture.Logger.Text.ShouldContain("Error Failed to create temp file");
    }

    [Fact]
    public async Task RunOnce_DestinationIsAFolder_FailsAndLeavesNothing()
    {
        _fixture.AddResource("a.conf");
        Directory.CreateDirectory(_fixture.Out("a.conf"));
        await using var engine = _fixture.CreateEngine();

        (await engine.RunOnceAsync(Cancellation)).Message.ShouldContain($"rename {_fixture.Out(".a.conf")}");

        _fixture.Logger.Text.ShouldContain("Error File sync failed");
        Directory.GetFiles(_fixture.Directory["out"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_AlreadyStopped_ProcessesNothing()
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();

        await Should.ThrowAsync<OperationCanceledException>(() => engine.RunOnceAsync(new CancellationToken(canceled: true)));

        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
    }

    public void Dispose() => _fixture.Dispose();
}
