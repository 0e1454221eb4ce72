using System.Diagnostics;
using Confd.Flags.Service.Receiving;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests.Receiving;

public sealed class EventFileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task EventFile_Deliveries_AreLinesOfJson()
    {
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];

        await using (var file = new EventFile(path))
        {
            file.TryAccept(Deliveries.Of("[\n {\"kind\": \"index\"}\n]")).ShouldBeTrue();
            file.TryAccept(Deliveries.Of("no JSON")).ShouldBeTrue();
            file.TryAccept(Deliveries.Of("{}")).ShouldBeTrue();
        }

        (await File.ReadAllLinesAsync(path, Cancellation))
            .ShouldBe([LineOf("""[{"kind":"index"}]"""), LineOf("{}")]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task EventFile_HeadersOfTheSdk_AreInTheLine()
    {
        using var folder = new TempDirectory();

        (await WrittenAsync(folder["events.jsonl"], Deliveries.OfWrappedSdk())).ShouldHaveSingleItem().ShouldContain(
            ""","userAgent":"NodeJSClient/9","tags":"application-id/shop","wrapper":"openfeature-node-server/1","instanceId":"i-1",""");
    }

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""[{"\ud800":1}]""")]
    public async Task EventFile_HalfOfASurrogatePair_StaysAsItWasWritten(string body)
    {
        using var folder = new TempDirectory();

        (await WrittenAsync(folder["events.jsonl"], Deliveries.Of(body), Deliveries.Of("[2]"))).ShouldBe([LineOf(body), LineOf("[2]")]);
    }

    [Fact]
    public async Task EventFile_DeeplyNestedValues_AreKept()
    {
        using var folder = new TempDirectory();
        var deep = new string('[', 2_000) + new string(']', 2_000);

        (await WrittenAsync(folder["events.jsonl"], Deliveries.Of(deep))).ShouldBe([LineOf(deep)]);
    }

    [Theory]
    [InlineData("""{"receivedAt":"torn""", 2)]
    [InlineData("{}\n", 2)]
    [InlineData("", 1)]
    public async Task EventFile_LineTruncatedByACrash_DoesNotSpoilTheNext(string before, int lines)
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder["events.jsonl"], before, Cancellation);

        var written = await WrittenAsync(folder["events.jsonl"], Deliveries.Of("[7]"), Deliveries.Of("[8]"));

        written[^2..].ShouldBe([LineOf("[7]"), LineOf("[8]")]);
        written.Length.ShouldBe(lines + 1);
    }

    [Fact]
    public async Task EventFile_UnwritableDelivery_IsDroppedAloneAndTheFileContinues()
    {
        using var folder = new TempDirectory();
        var lines = await WrittenAsync(
            folder["events.jsonl"],
            Deliveries.Of(""),
            Deliveries.Of("[\"\\"),
            Deliveries.Of("[1] [2]"),
            Deliveries.Of([(byte)'"', 0xFF, (byte)'"']),
            Deliveries.Of("[2]"));

        lines.ShouldBe([LineOf("[2]")]);
    }

    [Fact]
    public async Task EventFile_ManyInvalidDeliveries_AreLoggedOnce()
    {
        using var folder = new TempDirectory();
        var log = new RecordedLog();
        await using (var file = new EventFile(folder["events.jsonl"], log))
        {
            for (var number = 0; number < 100; number++)
            {
                file.TryAccept(Deliveries.Of("no JSON")).ShouldBeTrue();
            }
        }

        log.Lines.Count.ShouldBe(1);
        log.Text.ShouldContain("Events that are not JSON were dropped");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task EventFile_DiskFullInTheMiddleOfALine_LeavesWholeLines(bool canBeCut, bool isLimit)
    {
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        await using (var file = new EventFile(new FullDisk(path, canBeCut) { Fails = 2, IsLimit = isLimit }, path, clock, log))
        {
            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
            file.TryAccept(Deliveries.Of("[2]")).ShouldBeTrue();
            await log.WaitForAsync("Events could not be written");
            clock.Advance(TimeSpan.FromSeconds(1));
            file.TryAccept(Deliveries.Of("[3]")).ShouldBeTrue();
            file.TryAccept(Deliveries.Of("[4]")).ShouldBeTrue();
        }

        var lines = await File.ReadAllLinesAsync(path, Cancellation);
        lines.Where(line => !line.StartsWith('{') || line.EndsWith('}')).ShouldBe([LineOf("[1]"), LineOf("[3]"), LineOf("[4]")]);
        lines.Length.ShouldBe(canBeCut ? 3 : 4);
    }

    [Fact]
    public async Task EventFile_DiskStaysFull_RefusesEquallyLargeDeliveriesAndLogsOnce()
    {
        using var folder = new TempDirectory();
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        var disk = new FullDisk(folder["events.jsonl"], canBeCut: true) { Fails = 1, FailsAlways = true };
        await using (var file = new EventFile(disk, folder["events.jsonl"], clock, log))
        {
            file.TryAccept(Deliveries.Of("[100]")).ShouldBeTrue();
            await log.WaitForAsync("Events could not be written");

            for (var number = 0; number < 10; number++)
            {
                file.TryAccept(Deliveries.Of("[100]")).ShouldBeFalse("the SDK is to keep it");
            }

            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue("there may be room for it");
            clock.Advance(TimeSpan.FromSeconds(1));
            file.TryAccept(Deliveries.Of("[100]")).ShouldBeTrue();
        }

        log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task EventFile_DiskFullAfterAnotherProcessAppended_KeepsItsLines()
    {
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];
        var disk = new FullDisk(path, canBeCut: true) { Fails = 2, Others = LineOf("[0]") + "\n" };
        var (clock, log) = (new FakeTimeProvider(), new RecordedLog());
        await using (var file = new EventFile(disk, path, clock, log))
        {
            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
            file.TryAccept(Deliveries.Of("[2]")).ShouldBeTrue();
            await log.WaitForAsync("Events could not be written");
            clock.Advance(TimeSpan.FromSeconds(1));
            file.TryAccept(Deliveries.Of("[3]")).ShouldBeTrue();
        }

        var lines = await File.ReadAllLinesAsync(path, Cancellation);
        lines.Where(line => line.EndsWith('}')).ShouldBe([LineOf("[1]"), LineOf("[0]"), LineOf("[3]")]);
    }

    [Fact]
    public async Task EventFile_TruncatedByAnotherProgram_ContinuesAtItsEnd()
    {
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];
        await File.WriteAllTextAsync(path, "before\n", Cancellation);
        await using (var file = new EventFile(path))
        {
            // As logrotate's copytruncate does.
            await File.WriteAllTextAsync(path, "", Cancellation);
            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        }

        (await File.ReadAllTextAsync(path, Cancellation)).ShouldBe(LineOf("[1]") + "\n");
    }

    [Fact]
    public async Task EventFile_AnotherProcessAppendsToo_NeitherOverwritesTheOther()
    {
        const int Each = 1_000;
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];

        await Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(() => WrittenAsync(
            path, Enumerable.Range(0, Each).Select(at => Deliveries.Of($"[{(writer * Each) + at}]"))))));

        var lines = await File.ReadAllLinesAsync(path, Cancellation);
        lines.Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 2 * Each).Select(at => LineOf($"[{at}]")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reopen_MovedAwayByAnotherProgram_ContinuesInANewFile()
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder["events.jsonl"], "before\n", Cancellation);
        await using (var file = new EventFile(folder["events.jsonl"]))
        {
            File.Move(folder["events.jsonl"], folder["events.jsonl.1"]);
            file.Reopen();
            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        }

        (await File.ReadAllTextAsync(folder["events.jsonl.1"], Cancellation)).ShouldBe("before\n");
        (await File.ReadAllTextAsync(folder["events.jsonl"], Cancellation)).ShouldBe(LineOf("[1]") + "\n");
    }

    [Fact]
    public async Task Reopen_FileCannotBeOpened_KeepsThePreviousOne()
    {
        using var folder = new TempDirectory();
        var log = new RecordedLog();
        await using (var file = new EventFile(folder["events.jsonl"], log))
        {
            File.Move(folder["events.jsonl"], folder["events.jsonl.1"]);
            Directory.CreateDirectory(folder["events.jsonl"]);
            file.Reopen();
            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        }

        (await File.ReadAllTextAsync(folder["events.jsonl.1"], Cancellation)).ShouldBe(LineOf("[1]") + "\n");
        log.Text.ShouldContain("cannot be reopened; the previous one stays in use");
    }

    [Fact]
    public async Task Reopen_AfterDisposal_OpensNothing()
    {
        using var folder = new TempDirectory();
        var file = new EventFile(folder["events.jsonl"]);
        await file.DisposeAsync();
        File.Delete(folder["events.jsonl"]);

        file.Reopen();

        File.Exists(folder["events.jsonl"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventFile_PipeInItsPlace_IsRefusedAtOnce(bool hasReader)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have names there");
        using var folder = new TempDirectory();
        await RunAsync("mkfifo", folder["events.jsonl"]);
        using var reader = hasReader ? await RunAsync("sh", "-c", $"sleep 60 0<> '{folder["events.jsonl"]}' & echo $!") : null;

        (await Should.ThrowAsync<IOException>(
                Task.Run(() => new EventFile(folder["events.jsonl"]), Cancellation).WaitAsync(Limit, Cancellation)))
            .Message.ShouldContain("it is a device, a pipe or a socket, not a file");
    }

    [Fact]
    public async Task Reopen_PipeInItsPlace_KeepsThePreviousFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have names there");
        using var folder = new TempDirectory();
        var log = new RecordedLog();
        await using (var file = new EventFile(folder["events.jsonl"], log))
        {
            File.Move(folder["events.jsonl"], folder["events.jsonl.1"]);
            await RunAsync("mkfifo", folder["events.jsonl"]);

            await Task.Run(file.Reopen, Cancellation).WaitAsync(Limit, Cancellation);

            file.TryAccept(Deliveries.Of("[1]")).ShouldBeTrue();
        }

        (await File.ReadAllTextAsync(folder["events.jsonl.1"], Cancellation)).ShouldBe(LineOf("[1]") + "\n");
        log.Text.ShouldContain("cannot be reopened; the previous one stays in use");
    }

    [Theory]
    [InlineData("file", "it belongs to another user")]
    [InlineData("link", "a link of another user leads there")]
    [InlineData("link to a link", "a link of another user leads there")]
    public async Task EventFile_OfAnotherUser_IsRefusedAndNothingIsWritten(string what, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs two users");
        using var folder = new TempDirectory();
        var path = folder["events.jsonl"];
        var target = what == "file" ? path : folder["target"];
        await File.WriteAllTextAsync(target, "", Cancellation);
        if (what == "link")
        {
            File.CreateSymbolicLink(path, "target");
        }
        else if (what == "link to a link")
        {
            File.CreateSymbolicLink(path, "link");
            File.CreateSymbolicLink(folder["link"], target);
        }

        await RunAsync("chown", "--no-dereference", "1234", what == "link to a link" ? folder["link"] : path);

        Should.Throw<IOException>(() => new EventFile(path)).Message.ShouldEndWith(reason);
        (await File.ReadAllTextAsync(target, Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EventFile_OwnLink_IsFollowed(bool exists)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links are there for administrators only");
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder["logs"]);
        File.CreateSymbolicLink(folder["events.jsonl"], Path.Combine("logs", "kept.jsonl"));
        if (exists)
        {
            await File.WriteAllTextAsync(folder["logs/kept.jsonl"], "before\n", Cancellation);
        }

        (await WrittenAsync(folder["events.jsonl"], Deliveries.Of("[1]")))[^1].ShouldBe(LineOf("[1]"));
        new FileInfo(folder["events.jsonl"]).LinkTarget.ShouldNotBeNull();
    }

    [Fact]
    public void EventFile_LinksInACircle_AreRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links are there for administrators only");
        using var folder = new TempDirectory();
        File.CreateSymbolicLink(folder["events.jsonl"], "events.jsonl");

        Should.Throw<IOException>(() => new EventFile(folder["events.jsonl"]));
    }

    private static async Task<RunningProgram> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0);
        return new RunningProgram(int.TryParse(line, out var id) ? Process.GetProcessById(id) : null);
    }

    private static async Task<string[]> WrittenAsync(string path, params IEnumerable<ReceivedEvents> deliveries)
    {
        await using (var file = new EventFile(path))
        {
            foreach (var events in deliveries)
            {
                file.TryAccept(events).ShouldBeTrue();
            }
        }

        return await File.ReadAllLinesAsync(path, Cancellation);
    }

    private static string LineOf(string events) =>
        """{"receivedAt":"1970-01-01T00:00:00+00:00","environment":"test","kind":"analytics","schema":"4","payloadId":"p1","events":"""
        + events + "}";

    private sealed class RunningProgram(Process? process) : IDisposable
    {
        public void Dispose()
        {
            process?.Kill();
            process?.Dispose();
        }
    }
}
