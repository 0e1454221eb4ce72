using Confd.Engine.Backends;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Backends;

public sealed class WatchPointsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Find_File_IsItsNameInItsFolder()
    {
        _directory.Write("a.json", "");

        var points = WatchPoints.Find([_directory["a.json"]]);

        points.Folders.ShouldBe([_directory.Path]);
        points.Trees.ShouldBeEmpty();
        points.Contains(_directory.Path, "a.json").ShouldBeTrue();
        points.Contains(_directory.Path, "b.json").ShouldBeFalse();
        points.Contains(_directory.Path, null).ShouldBeFalse();
        points.IsStructural(_directory.Path, "a.json").ShouldBeFalse();
    }

    [Fact]
    public void Find_Folder_IsAllBelowAndItsOwnName()
    {
        _directory.Write("d/x/a.json", "");

        var points = WatchPoints.Find([_directory["d"]]);

        points.Trees.ShouldBe([_directory["d"]]);
        points.IsStructural(_directory.Path, "d").ShouldBeTrue();
    }

    [Fact]
    public void Find_PathWithMissingParts_IsTheFirstMissingPart()
    {
        var points = WatchPoints.Find([_directory["no/such/a.json"]]);

        points.Folders.ShouldBe([_directory.Path]);
        points.IsStructural(_directory.Path, "no").ShouldBeTrue();
    }

    [Fact]
    public void Find_Link_IsTheLinkAndWhatItLeadsTo()
    {
        _directory.Write("real/a.json", "");
        Directory.CreateDirectory(_directory["links"]);
        File.CreateSymbolicLink(_directory["links/a.json"], "../real/a.json");

        var points = WatchPoints.Find([_directory["links/a.json"]]);

        points.IsStructural(_directory["links"], "a.json").ShouldBeTrue();
        points.Contains(_directory["real"], "a.json").ShouldBeTrue();
        points.IsStructural(_directory["real"], "a.json").ShouldBeFalse();
    }

    [Fact]
    public void Find_LinkInsideOfAFolder_IsFollowedToItsTextOutside()
    {
        _directory.Write("outside/a.json", "");
        Directory.CreateDirectory(_directory["d"]);
        File.CreateSymbolicLink(_directory["d/link.json"], "../outside/a.json");

        var points = WatchPoints.Find([_directory["d"]]);

        points.Contains(_directory["outside"], "a.json").ShouldBeTrue();
        points.Trees.ShouldBe([_directory["d"]]);
    }

    [Fact]
    public void Find_LinksInACircle_AreTheirOwnNames()
    {
        File.CreateSymbolicLink(_directory["a"], "b");
        File.CreateSymbolicLink(_directory["b"], "a");

        WatchPoints.Find([_directory["a"]]).Contains(_directory.Path, "a").ShouldBeTrue();
    }

    [Fact]
    public void Equals_PointsThatMoved_AreOthers()
    {
        _directory.Write("a.json", "");
        var before = WatchPoints.Find([_directory["a.json"], _directory["b.json"]]);

        WatchPoints.Find([_directory["b.json"], _directory["a.json"]]).Equals(before).ShouldBeTrue();
        _directory.Write("b.json", "");
        WatchPoints.Find([_directory["a.json"], _directory["b.json"]]).Equals(before).ShouldBeFalse("b.json is there now");
        WatchPoints.Find([_directory["a.json"]]).Equals(before).ShouldBeFalse();
        before.Equals((object?)null).ShouldBeFalse();
    }

    [Fact]
    public void Fingerprint_FilesOfAFolder_ChangesWithNamesAndTexts()
    {
        _directory.Write("d/a.json", "1");
        var before = Take();
        Take().ShouldBe(before);

        _directory.Write("d/b.json", "1");
        var more = Take();
        more.ShouldNotBe(before);
        File.Delete(_directory["d/b.json"]);
        File.SetLastWriteTimeUtc(_directory["d/a.json"], DateTime.UnixEpoch);
        Take().ShouldNotBe(before);
        Directory.Delete(_directory["d"], recursive: true);
        Take().ShouldNotBe(before);

        int Take() => FileFingerprint.Compute(new FileBackendOptions([_directory["d"]]));
    }

    // As an editor leaves it while a file is open.
    [Fact]
    public void Fingerprint_LinkThatLeadsNowhere_HidesNoChangeOfTheOthers()
    {
        _directory.Write("d/a.json", "1");
        File.CreateSymbolicLink(_directory["d/.#a.json"], "user@host.4711");
        var before = FileFingerprint.Compute(new FileBackendOptions([_directory["d"]]));

        _directory.Write("d/a.json", "22");

        FileFingerprint.Compute(new FileBackendOptions([_directory["d"]])).ShouldNotBe(before);
    }

    [Fact]
    public void Fingerprint_FileOutsideTheFilter_IsIgnored()
    {
        var options = new FileBackendOptions([_directory["d"]]) { Filter = "*.json" };
        _directory.Write("d/a.json", "1");
        var before = FileFingerprint.Compute(options);

        _directory.Write("d/app.log", "1");
        FileFingerprint.Compute(options).ShouldBe(before);

        _directory.Write("d/b.json", "1");
        FileFingerprint.Compute(options).ShouldNotBe(before);
    }
}
