using Confd.Engine.Commands;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Updating;

public sealed class ReloadStepTests : IDisposable
{
    private const string Staged = "/out/.staged";

    private readonly TempDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _logger = new(withAttributes: true);
    private readonly RecordingCommandRunner _runner = new();
    private PendingReloads _pending = null!;

    private string[] Notes => Directory.Exists(_folder["state"]) ? Directory.GetFiles(_folder["state"]) : [];

    [Fact]
    public async Task AfterReplacement_CommandSucceeds_LeavesNothingPending()
    {
        var step = Step();
        var file = FileOf("a", "reload {{.dest}} {{.src}}");
        step.Announce(file, Staged);
        Notes.Length.ShouldBe(1, "a crash from here on is made up for");

        var result = await step.AfterReplacementAsync(file, Staged, Cancellation);

        result.ShouldBe(new UpdateResult(UpdateOutcome.Replaced));
        _runner.Commands.ShouldBe([$"reload {file.Path} {Staged}"]);
        _pending.Pending.ShouldBeEmpty();
        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task AfterReplacement_CommandFails_IsPendingUntilTheNextCycleOrADelay()
    {
        var step = Step(new UpdateOptions());
        var file = FileOf("a", "reload");
        _runner.ExitStatus = _ => 7;
        step.Announce(file, Staged);

        var result = await step.AfterReplacementAsync(file, Staged, Cancellation);

        result.Outcome.ShouldBe(UpdateOutcome.ReplacedReloadFailed);
        result.Failure!.CommandExitStatus.ShouldBe(7);
        result.Failure.IsReload.ShouldBeTrue();
        _pending.TimeToNext.ShouldBeNull();
        Notes.Length.ShouldBe(1);
        (await step.RunPendingAsync(_pending.Pending.ShouldHaveSingleItem().File,
                Cancellation, TimeSpan.FromSeconds(30))).ShouldNotBeNull();
        _pending.TimeToNext.ShouldBe(TimeSpan.FromSeconds(30));
        _pending.Due.ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(30));
        _runner.ExitStatus = _ => 0;
        (await step.RunPendingAsync(_pending.Due.ShouldHaveSingleItem(), Cancellation)).ShouldBeNull();
        _pending.TimeToNext.ShouldBeNull();
        Notes.ShouldBeEmpty();
    }

    // The exit status reports it to the caller of --onetime; a command that was ended from outside has been reported to nobody.
    [Theory]
    [InlineData(nameof(CommandOutcome.Exited), 7, false, 0)]
    [InlineData(nameof(CommandOutcome.Exited), 255, true, 1)]
    [InlineData(nameof(CommandOutcome.TimedOut), 0, false, 1)]
    [InlineData(nameof(CommandOutcome.NotStarted), 0, false, 1)]
    public async Task AfterReplacement_FailureInOnetimeMode_LeavesANoteUnlessTheExitStatusReportsIt(
        string end, int status, bool isSignalled, int notes)
    {
        var step = Step(isSinglePass: true);
        var file = FileOf("a", "reload");
        _runner.Answer = new(Enum.Parse<CommandOutcome>(end), status, "why", TimeSpan.Zero, ReadOnlyMemory<byte>.Empty, 0)
        {
            IsSignalled = isSignalled,
        };
        step.Announce(file, Staged);

        (await step.AfterReplacementAsync(file, Staged, Cancellation)).Outcome.ShouldBe(UpdateOutcome.ReplacedReloadFailed);

        Notes.Length.ShouldBe(1, "the run may still be stopped, and end with another exit status");
        step.DropReportedNotes();
        Notes.Length.ShouldBe(notes);
    }

    [Fact]
    public async Task AfterReplacement_BeforeTheMinimumInterval_WaitsForItsEnd()
    {
        var step = Step();
        var file = FileOf("a", "reload", resource => resource with { MinReloadInterval = TimeSpan.FromMinutes(1) });
        await step.AfterReplacementAsync(file, Staged, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(20.0001));

        (await step.AfterReplacementAsync(file, Staged, Cancellation)).Outcome.ShouldBe(UpdateOutcome.ReplacedReloadPending);
        (await step.RunPendingAsync(file, Cancellation)).ShouldBeNull();

        _runner.Commands.Count.ShouldBe(1);
        _logger.Count("Reload throttled for").ShouldBe(1);
        _logger.Text.ShouldContain("(next allowed in 40s)");
        _clock.Advance(TimeSpan.FromSeconds(40));
        (await step.RunPendingAsync(file, Cancellation)).ShouldBeNull();
        _runner.Commands.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AfterReplacement_FailedReload_DoesNotStartTheMinimumInterval()
    {
        var step = Step();
        var file = FileOf("a", "reload", resource => resource with { MinReloadInterval = TimeSpan.FromHours(1) });
        _runner.ExitStatus = _ => 1;
        await step.AfterReplacementAsync(file, Staged, Cancellation);
        _runner.ExitStatus = _ => 0;

        (await step.AfterReplacementAsync(file, Staged, Cancellation)).Outcome.ShouldBe(UpdateOutcome.Replaced);

        _runner.Commands.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AfterReplacement_Splay_IsDrawnOnceForAllChangesThatComeMeanwhile()
    {
        var draws = 0;
        var step = Step(new UpdateOptions { Random = () => ++draws == 1 ? 0.5 : 0.9 });
        var file = FileOf("a", "reload", resource => resource with { ReloadSplay = TimeSpan.FromSeconds(10) });
        await step.AfterReplacementAsync(file, Staged, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(3));

        (await step.AfterReplacementAsync(file, "/out/.second", Cancellation)).Outcome.ShouldBe(UpdateOutcome.ReplacedReloadPending);

        draws.ShouldBe(1);
        _pending.TimeToNext.ShouldBe(TimeSpan.FromSeconds(2));
        (await step.RunPendingAsync(file, Cancellation)).ShouldBeNull();
        _runner.Commands.ShouldBeEmpty("no other occasion runs it earlier");
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await step.RunPendingAsync(file, Cancellation)).ShouldBeNull();
        _runner.Variables.ShouldHaveSingleItem()["CONFD_SRC"].ShouldBe("/out/.second");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, false)]
    public async Task AfterReplacement_OnetimeModeOrNoSplay_DoesNotDelay(int seconds, bool isDaemon)
    {
        var step = Step(isSinglePass: !isDaemon);

        await step.AfterReplacementAsync(
            FileOf("a", "reload", resource => resource with { ReloadSplay = TimeSpan.FromSeconds(seconds) }), Staged, Cancellation);

        _runner.Commands.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunCollected_EqualCommands_RunOnceForAllOfThem()
    {
        var step = Step();
        foreach (var (name, command) in ((string, string)[])[("a", "reload"), ("b", "other"), ("c", "reload"), ("d", "reload ")])
        {
            var file = FileOf(name, command, resource => resource with { ReloadsOncePerCycle = true });
            step.Announce(file, Staged);
            (await step.AfterReplacementAsync(file, Staged, Cancellation)).Outcome.ShouldBe(UpdateOutcome.Replaced);
        }

        _runner.Commands.ShouldBeEmpty();
        (await step.RunCollectedAsync(Cancellation)).ShouldBeEmpty();

        _runner.Commands.ShouldBe(["reload", "other", "reload "]);
        Notes.ShouldBeEmpty();
        (await step.RunCollectedAsync(Cancellation)).ShouldBeEmpty();
        _runner.Commands.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("deploy \"$CONFD_DEST\"", 3)]
    [InlineData("deploy \"$CONFD_SRC\"", 1)]
    [InlineData("deploy", 1)]
    public async Task RunCollected_CommandThatNamesThePathByAVariable_RunsForEachFile(string command, int times)
    {
        var step = Step();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await step.AfterReplacementAsync(
                FileOf(name, command, resource => resource with { ReloadsOncePerCycle = true }), Staged, Cancellation);
        }

        (await step.RunCollectedAsync(Cancellation)).ShouldBeEmpty();

        _runner.Commands.Count.ShouldBe(times);
    }

    [Fact]
    public async Task RunCollected_CommandFails_FailsEachOfItsResourcesAndStaysPendingForEach()
    {
        var step = Step();
        foreach (var name in (string[])["a", "b"])
        {
            var file = FileOf(name, "reload", resource => resource with { ReloadsOncePerCycle = true });
            await step.AfterReplacementAsync(file, Staged, Cancellation);
        }

        _runner.ExitStatus = _ => 3;

        var failures = await step.RunCollectedAsync(Cancellation);

        failures.Select(failure => failure.Failure.Destination).ShouldBe(failures.Select(failure => failure.Resource.Destination));
        failures.Count.ShouldBe(2);
        _runner.Commands.Count.ShouldBe(1);
        _pending.Pending.Count().ShouldBe(2);
    }

    [Fact]
    public async Task AfterReplacement_CommandCannotBeRendered_FailsAtOnceAlthoughDeferred()
    {
        var step = Step();

        var result = await step.AfterReplacementAsync(
            FileOf("a", "reload {{slice .dest 9999}}", resource => resource with { ReloadsOncePerCycle = true }), Staged, Cancellation);

        result.Outcome.ShouldBe(UpdateOutcome.ReplacedReloadFailed);
        result.Failure!.CommandExitStatus.ShouldBeNull();
        (await step.RunCollectedAsync(Cancellation)).ShouldBeEmpty();
        _runner.Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Announce_NothingIsToRun_LeavesNoNote(bool noop, bool syncOnly)
    {
        var step = Step(new UpdateOptions { Noop = noop, SyncOnly = syncOnly });
        var file = FileOf("a", "reload");
        step.Announce(file, Staged);

        (await step.RunPendingAsync(file, Cancellation)).ShouldBeNull();

        Notes.ShouldBeEmpty();
        _runner.Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task Withdraw_ReloadWasPendingBefore_StaysPending()
    {
        var step = Step();
        var file = FileOf("a", "reload");
        _runner.ExitStatus = _ => 1;
        step.Announce(file, Staged);
        await step.AfterReplacementAsync(file, Staged, Cancellation);
        step.Announce(file, "/out/.second");

        step.Withdraw(file);

        Notes.Length.ShouldBe(1);
    }

    [Fact]
    public void Withdraw_FreshAnnouncement_LeavesNothing()
    {
        var step = Step();
        var file = FileOf("a", "reload");
        step.Announce(file, Staged);

        step.Withdraw(file);

        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunPendingOfOthers_NotesOfOtherDestinations_RunOnceEach()
    {
        var resource = ResourceOf("a", "reload {{.dest}}");
        var before = Step();
        foreach (var name in (string[])["own", "gone", "late"])
        {
            before.Announce(new TargetFile(resource, _folder[$"out/{name}"], PathOrigin.Written), Staged);
        }

        before.Announce(FileOf("b", "other"), Staged);
        var step = Step();
        var own = new HashSet<string> { _folder["out/own"] };

        (await step.RunPendingOfOthersAsync(resource, own, Cancellation)).ShouldBeEmpty();
        (await step.RunPendingOfOthersAsync(resource, own, Cancellation)).ShouldBeEmpty();

        _runner.Commands.Order().ShouldBe([$"reload {_folder["out/gone"]}", $"reload {_folder["out/late"]}"]);
        Notes.Length.ShouldBe(2, "its own, and that of the other resource");
    }

    public void Dispose() => _folder.Dispose();

    private ReloadStep Step(UpdateOptions? options = null, bool isSinglePass = false)
    {
        options ??= new UpdateOptions();
        Directory.CreateDirectory(_folder["conf.d"]);
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            File.WriteAllText(_folder[$"conf.d/{name}.toml"], "");
        }

        var state = new StateFolder(_folder["state"], _logger);
        _pending = new PendingReloads(new ReloadNotes(state, _folder["conf.d"], _logger), _clock);
        return new ReloadStep(
            options,
            new ResourceCommands(options, _runner, new Silent(), _logger),
            _pending,
            _logger,
            isSinglePass);
    }

    private TargetFile FileOf(string name, string command, Func<Resource, Resource>? change = null) =>
        (change ?? (resource => resource))(ResourceOf(name, command)).OnlyFile;

    private Resource ResourceOf(string name, string command) => new()
    {
        Path = _folder[$"conf.d/{name}.toml"],
        Source = "",
        Destination = _folder[$"out/{name}"],
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
        ReloadCommand = CommandTemplate.Parse("reload_cmd", command),
    };

    private sealed class Silent : IUpdateObserver;
}
