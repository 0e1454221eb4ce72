using Confd.Engine.Posix;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class HeldFolderTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public HeldFolderTests()
    {
        Directory.CreateDirectory(_directory["base/a"]);
        Directory.CreateDirectory(_directory["elsewhere"]);
    }

    private string Base => _directory["base"];

    [Fact]
    public void At_FolderWasSwappedForALink_IsInTheFolderThatIsHeld()
    {
        using var held = HeldFolder.OpenBelow(Base, _directory["base/a"]);
        Directory.Move(_directory["base/a"], _directory["moved"]);
        Directory.CreateSymbolicLink(_directory["base/a"], _directory["elsewhere"]);

        var path = held.At(_directory["base/a/app.conf"]);
        UnixFile.CreateIfAbsent(path)!.Dispose();

        File.Exists(_directory["moved/app.conf"]).ShouldBeTrue();
        Directory.GetFiles(_directory["elsewhere"]).ShouldBeEmpty();
        UnixTree.RealPathOf(path.Folder).ShouldBe(UnixTree.RealPathOf(_directory["moved"]));
        path.Beside("other").Text.ShouldBe(_directory["base/a/other"]);
    }

    [Fact]
    public void At_FailingCall_NamesTheRequestedPath()
    {
        using var held = HeldFolder.OpenBelow(Base, _directory["base/a"]);
        var path = held.At(_directory["base/a/none"]);

        Should.Throw<UnixException>(() => UnixFile.OpenForReading(path)).Message
            .ShouldBe($"open {_directory["base/a/none"]}: no such file or directory");
        Should.Throw<UnixException>(() => UnixFile.Rename(path, path)).Message.ShouldNotContain("/proc/");
    }

    [Fact]
    public void OpenForWriting_Link_IsNotFollowed()
    {
        var victim = _directory.Write("elsewhere/victim", "text");
        File.CreateSymbolicLink(_directory["base/a/app.conf"], victim);
        using var held = HeldFolder.OpenBelow(Base, _directory["base/a"]);

        Should.Throw<UnixException>(() => UnixFile.OpenForWriting(held.At(_directory["base/a/app.conf"])));
        Should.Throw<UnixException>(() => UnixFile.OpenForWriting(_directory["base/a/app.conf"]));
    }

    [Fact]
    public void Open_FolderBecomesALink_StaysTheOneThatItWas()
    {
        using var held = HeldFolder.Open(_directory["base/a"])!;
        Directory.Move(_directory["base/a"], _directory["base/moved"]);
        Directory.CreateDirectory(_directory["elsewhere"]);
        Directory.CreateSymbolicLink(_directory["base/a"], _directory["elsewhere"]);

        UnixFile.CreateIfAbsent(held.At(_directory["base/a/new"])).ShouldNotBeNull().Dispose();

        File.Exists(_directory["base/moved/new"]).ShouldBeTrue();
        Directory.GetFiles(_directory["elsewhere"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("none", "no such file or directory")]
    [InlineData("file", "not a directory")]
    public void Open_NoFolder_NothingCanBeDoneInItAlsoWhenOneIsMade(string name, string words)
    {
        _directory.Write("file", "");
        using var held = HeldFolder.Open(_directory[name])!;
        File.Delete(_directory["file"]);
        Directory.CreateDirectory(_directory[name]);

        var file = held.At(_directory[name + "/app.conf"]);

        UnixFile.Stat(file).ShouldBeNull();
        Should.Throw<UnixException>(() => UnixFile.CreateIfAbsent(file)).Message.ShouldBe($"open {file.Text}: {words}");
    }

    [Fact]
    public void OpenBelow_Links_AreFollowedAsLongAsTheyLeadInside()
    {
        Directory.CreateSymbolicLink(_directory["way"], Base);
        Directory.CreateSymbolicLink(_directory["base/inside"], "a");
        Directory.CreateSymbolicLink(_directory["base/outside"], _directory["elsewhere"]);

        using var held = HeldFolder.OpenBelow(_directory["way"], _directory["way/inside"]);
        UnixTree.RealPathOf(held.At("x").Folder).ShouldBe(UnixTree.RealPathOf(_directory["base/a"]));
        Should.Throw<IOException>(() => HeldFolder.OpenBelow(_directory["way"], _directory["way/outside"])).Message
            .ShouldBe($"{_directory["way/outside"]} leads out of {_directory["way"]} by a link");
    }

    [Fact]
    public void OpenBelow_OuterFolderItself_MayBeReachedByLinks()
    {
        Directory.CreateSymbolicLink(_directory["way"], _directory["elsewhere"]);

        using var held = HeldFolder.OpenBelow(_directory["way"], _directory["way"]);

        UnixTree.RealPathOf(held.At("x").Folder).ShouldBe(UnixTree.RealPathOf(_directory["elsewhere"]));
    }

    [Theory]
    [InlineData("base", "base/none/x", "no such file or directory")]
    [InlineData("none", "none", "no such file or directory")]
    [InlineData("a\0x", "a\0x", "invalid argument")]
    public void OpenBelow_NoSuchFolder_ReportsWhich(string root, string folder, string reason) =>
        Should.Throw<UnixException>(() => HeldFolder.OpenBelow(_directory[root], _directory[folder])).Message
            .ShouldEndWith($"{folder.Replace("\0", "\\0", StringComparison.Ordinal)}: {reason}");

    // What was seen of links before need not be true any more.
    [Fact]
    public void OpenFolder_LinkBelow_IsNotFollowed()
    {
        Directory.CreateSymbolicLink(_directory["base/b"], _directory["elsewhere"]);

        Should.Throw<UnixException>(() => UnixTree.OpenFolder(Base, "b", "the folder")).Message
            .ShouldBe("open the folder: not a directory");
    }

    public void Dispose() => _directory.Dispose();
}
