using Confd.Engine.Commands;
using Confd.Engine.Observing;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.Engine.Updating;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Updating;

public sealed class StaleFileListTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly RecordedLog _logger = new(withAttributes: true);
    private readonly List<string> _announced = [];
    private readonly CreatedFilesStore _store;

    public StaleFileListTests()
    {
        Directory.CreateDirectory(Out);
        _store = new CreatedFilesStore(new StateFolder(_directory["state"], _logger), _logger);
    }

    private string Out => _directory["out"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void RemoveUnclaimed_KeyThatIsGone_RemovesItsFileAndNoOther()
    {
        Cycle("a", "b");
        _directory.Write("out/foreign", "");

        Cycle("a").ShouldBe([new StaleFile(Path.Join(Out, "b"), IsRemoved: true, Problem: null)]);

        Files().ShouldBe(["a", "foreign"]);
        _announced.ShouldBe([Path.Join(Out, "b")]);
        Cycle("a").ShouldBeEmpty();
    }

    [Fact]
    public void RemoveUnclaimed_NothingNew_DoesNotWriteItsListAgain()
    {
        Cycle("a", "b");
        var list = Directory.GetFiles(_directory["state"]).Single();
        var before = FileIdentity.Of(list);

        Cycle("a", "b");

        FileIdentity.Of(list).ShouldBe(before);
    }

    [Fact]
    public void RemoveUnclaimed_ListCannotBeWrittenForAWhile_ListsTheFilesWhenItCan()
    {
        var stale = Stale();
        var blocker = _directory.Write("state", "no folder");
        Cycle(stale, "a", "b");
        Cycle(stale, "a", "b", "c");
        Cycle(stale, "a", "b").ShouldBeEmpty();
        File.Delete(blocker);

        Cycle(stale, "a", "b").Single().Path.ShouldBe(Path.Join(Out, "c"));
        Cycle("a").Single().Path.ShouldBe(Path.Join(Out, "b"));

        Files().ShouldBe(["a"]);
    }

    [Fact]
    public void RemoveUnclaimed_NoKeyAtAll_KeepsEveryFile()
    {
        Cycle("a", "b");

        Cycle().ShouldBeEmpty();

        Files().ShouldBe(["a", "b"]);
        _logger.Count("Keeping 2 files: there is no key at all below /tenants").ShouldBe(1);
        Cycle("a").Count.ShouldBe(1);
    }

    [Fact]
    public void RemoveUnclaimed_NameWhoseDestinationIsUnknown_KeepsEveryFile()
    {
        Cycle("a", "b");

        Cycle(isComplete: false, "a").ShouldBeEmpty();

        Files().ShouldBe(["a", "b"]);
        _logger.Count("Keeping 1 files: a name below /tenants has no destination").ShouldBe(1);
    }

    [Fact]
    public void RemoveUnclaimed_LinkInPlaceOfTheFile_StaysAndIsForgotten()
    {
        Cycle("a", "b");
        _directory.Write("precious", "");
        File.Delete(Path.Join(Out, "b"));
        File.CreateSymbolicLink(Path.Join(Out, "b"), _directory["precious"]);

        Cycle("a").ShouldBe([new StaleFile(Path.Join(Out, "b"), IsRemoved: false, Problem: null)]);

        File.Exists(_directory["precious"]).ShouldBeTrue();
        _logger.Count("Not removing").ShouldBe(1);
        Cycle("a").ShouldBeEmpty();
    }

    [Fact]
    public void RemoveUnclaimed_FileThatWasRemovedByHand_IsForgotten()
    {
        Cycle("a", "b");
        File.Delete(Path.Join(Out, "b"));

        Cycle("a").ShouldHaveSingleItem().IsRemoved.ShouldBeFalse();
        Cycle("a").ShouldBeEmpty();
    }

    [Fact]
    public void RecordPlanned_KilledBeforeTheEnd_FindsTheFilesNextTime()
    {
        var files = FilesOf(isComplete: true, "a", "b");
        Stale().RecordPlanned(Resource(), files).ShouldNotBeNull();
        Make("a", "b");

        Cycle("a").ShouldHaveSingleItem().IsRemoved.ShouldBeTrue();

        Files().ShouldBe(["a"]);
    }

    [Fact]
    public void RemoveUnclaimed_StoppedMeanwhile_LeavesTheOthersForTheNextRun()
    {
        Cycle("a", "b", "c", "d");
        using var stop = new CancellationTokenSource();
        var stale = Stale();
        var files = FilesOf(isComplete: true, "a");
        var listed = stale.RecordPlanned(Resource(), files)!;

        stale.RemoveUnclaimed(Resource(), listed, files, [], _ => stop.Cancel(), stop.Token).ShouldHaveSingleItem();

        Files().ShouldBe(["a", "c", "d"]);
        Cycle("a").Count.ShouldBe(2);
        Files().ShouldBe(["a"]);
    }

    [Fact]
    public void RecordPlanned_FileOfAnotherOwnerWithAClaimedName_IsNotAdopted()
    {
        _directory.Write("out/b", "somebody's");
        var stale = Stale();
        var files = FilesOf(isComplete: true, "a", "b");
        var listed = stale.RecordPlanned(Resource(), files)!;
        Make("a");
        stale.RemoveUnclaimed(Resource(), listed, files, [Path.Join(Out, "a")], _announced.Add, Cancellation);

        Cycle("a").ShouldBeEmpty();

        Files().ShouldBe(["a", "b"]);
    }

    [Fact]
    public void RecordPlanned_FolderWasReplaced_ForgetsTheFilesOfTheOldOne()
    {
        Cycle("a", "b");
        Directory.Move(Out, _directory["before"]);
        Directory.CreateDirectory(_directory["elsewhere"]);
        Directory.CreateSymbolicLink(Out, "elsewhere");

        Cycle("a").ShouldBeEmpty();

        Directory.GetFiles(_directory["before"]).Length.ShouldBe(2);
        _logger.Count("Forgetting 2 files created in").ShouldBe(1);
    }

    [Fact]
    public void RemoveUnclaimed_Noop_RemovesNothingAndReportsWhatItWould()
    {
        Cycle("a", "b");
        var stale = Stale(isNoop: true);
        var files = FilesOf(isComplete: true, "a");
        var listed = stale.RecordPlanned(Resource(), files)!;

        stale.RemoveUnclaimed(Resource(), listed, files, [], _announced.Add, Cancellation).ShouldBeEmpty();

        Files().ShouldBe(["a", "b"]);
        _logger.Count($"Noop mode enabled. {Path.Join(Out, "b")} will not be removed").ShouldBe(1);
        Cycle("a").Count.ShouldBe(1);
    }

    [Fact]
    public void RecordPlanned_ResourceKeepsItsFilesOrHasNoFolder_IsNull()
    {
        Stale().RecordPlanned(Resource(removesStaleFiles: false), FilesOf(isComplete: true, "a")).ShouldBeNull();
        Directory.Delete(Out);
        Stale().RecordPlanned(Resource(), FilesOf(isComplete: true, "a")).ShouldBeNull();
    }

    private IReadOnlyList<StaleFile> Cycle(params string[] names) => Cycle(isComplete: true, names);

    private IReadOnlyList<StaleFile> Cycle(StaleFiles stale, params string[] names) => Cycle(stale, isComplete: true, names);

    private IReadOnlyList<StaleFile> Cycle(bool isComplete, params string[] names) => Cycle(Stale(), isComplete, names);

    // As a cycle does it: begin, write the files of all names, end.
    private IReadOnlyList<StaleFile> Cycle(StaleFiles stale, bool isComplete, string[] names)
    {
        var files = FilesOf(isComplete, names);
        var listed = stale.RecordPlanned(Resource(), files)!;
        Make(names);
        return stale.RemoveUnclaimed(
            Resource(), listed, files, [.. names.Select(name => Path.Join(Out, name))], _announced.Add, Cancellation);
    }

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            _directory.Write($"out/{name}", name);
        }
    }

    private IEnumerable<string?> Files() => Directory.GetFileSystemEntries(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private StaleFiles Stale(bool isNoop = false)
    {
        var options = new UpdateOptions { Noop = isNoop };
        return new StaleFiles(options, _store, new DestinationWriter(options, new Observers(), _logger, TimeProvider.System), _logger);
    }

    private ForEachFiles FilesOf(bool isComplete, params string[] names)
    {
        var places = new FilePlaces();
        var instances = names.Select(name => Path.Join(Out, name)).Select(path => new ForEachInstance(
            Path.GetFileName(path), "", new TargetFile(Resource(), path, PathOrigin.Computed), places.Of(path))).ToList();
        return new ForEachFiles(instances, [], instances.ToLookup(instance => instance.Place), isComplete, static _ => false, places);
    }

    private Resource Resource(bool removesStaleFiles = true) => new()
    {
        Path = _directory["conf.d/a.toml"],
        Source = "",
        Destination = $"{Out}/{{{{.Name}}}}",
        Prefix = "/",
        LookupKeys = [],
        UserId = 0,
        GroupId = 0,
        ForEach = new ForEach(
            "/tenants", SettingTemplate.Parse("dest", $"{Out}/{{{{.Name}}}}", ProcessEnvironment.Find), removesStaleFiles),
    };
}
