using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class UnixTreeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Folder => UnixTree.RealPathOf(_directory.Path)!;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a")]
    [InlineData("a/b/c.conf")]
    [InlineData("name with blanks\tand ü")]
    public void Remove_FileBelow_IsGoneAndItsFolderStays(string relative)
    {
        _directory.Write(relative, "text");

        UnixTree.Remove(Folder, relative).ShouldBe(RemovalOutcome.Removed);

        File.Exists(_directory[relative]).ShouldBeFalse();
        Directory.Exists(Path.GetDirectoryName(_directory[relative])).ShouldBeTrue();
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("absent/below")]
    public void Remove_NothingThere_IsMissing(string relative) => UnixTree.Remove(Folder, relative).ShouldBe(RemovalOutcome.Missing);

    [Fact]
    public void Remove_NameLongerThanFilesHave_IsMissing() =>
        UnixTree.Remove(Folder, new string('n', 256)).ShouldBe(RemovalOutcome.Missing);

    [Fact]
    public void Remove_LinkInPlaceOfTheFile_StaysAndSoDoesItsTarget()
    {
        _directory.Write("target", "precious");
        File.CreateSymbolicLink(_directory["link"], _directory["target"]);

        UnixTree.Remove(Folder, "link").ShouldBe(RemovalOutcome.NotOurs);

        File.ReadAllText(_directory["link"]).ShouldBe("precious");
    }

    [Fact]
    public void Remove_LinkOnTheWay_IsNotFollowed()
    {
        _directory.Write("elsewhere/file", "precious");
        Directory.CreateDirectory(_directory["below"]);
        Directory.CreateSymbolicLink(_directory["below/way"], _directory["elsewhere"]);

        UnixTree.Remove(Path.Join(Folder, "below"), "way/file").ShouldBe(RemovalOutcome.NotOurs);

        File.Exists(_directory["elsewhere/file"]).ShouldBeTrue();
    }

    [Fact]
    public void Remove_FolderOrPipeOrFileOnTheWay_StaysAsItIs()
    {
        Directory.CreateDirectory(_directory["folder"]);
        _directory.Write("file", "");
        UnixTree.Remove(Folder, "folder").ShouldBe(RemovalOutcome.NotOurs);
        UnixTree.Remove(Folder, "file/below").ShouldBe(RemovalOutcome.NotOurs);
        Directory.Exists(_directory["folder"]).ShouldBeTrue();

        Assert.SkipUnless(Mounts.Run("mkfifo", _directory["pipe"]), "there is no mkfifo");
        UnixTree.Remove(Folder, "pipe").ShouldBe(RemovalOutcome.NotOurs);
        UnixTree.IsTaken(_directory["pipe"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/..b/c..", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/../b", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("a\0b", false)]
    public void LeadsDown_RelativePath_IsTrueWhereNothingElseIsReached(string relative, bool leadsDown)
    {
        UnixTree.LeadsDown(relative).ShouldBe(leadsDown);
        if (!leadsDown)
        {
            _directory.Write("b", "precious");
            UnixTree.Remove(Path.Join(Folder, "a"), relative).ShouldBe(RemovalOutcome.NotOurs);
            File.Exists(_directory["b"]).ShouldBeTrue();
        }
    }

    [Fact]
    public void RealPathOf_Folder_HasNoLinkInIt()
    {
        Directory.CreateDirectory(_directory["real/below"]);
        Directory.CreateSymbolicLink(_directory["link"], "real");
        _directory.Write("file", "");

        UnixTree.RealPathOf(_directory["link/below"]).ShouldBe(Path.Join(Folder, "real/below"));
        UnixTree.RealPathOf(_directory["file"]).ShouldBeNull();
        UnixTree.RealPathOf(_directory["absent"]).ShouldBeNull();
    }

    [Fact]
    public void IsTaken_LinkThatLeadsNowhere_IsTrue()
    {
        File.CreateSymbolicLink(_directory["dangling"], "nowhere");

        UnixTree.IsTaken(_directory["dangling"]).ShouldBeTrue();
        UnixTree.IsTaken(_directory["nowhere"]).ShouldBeFalse();
        UnixTree.IsTaken(_directory.Path).ShouldBeTrue();
    }

    [Fact]
    public void OpenForReadingIfThere_Link_IsRefused()
    {
        _directory.Write("file", "text");
        File.CreateSymbolicLink(_directory["link"], "file");

        using var opened = UnixTree.OpenForReadingIfThere(_directory["file"]);
        opened.ShouldNotBeNull();
        UnixTree.OpenForReadingIfThere(_directory["absent"]).ShouldBeNull();
        UnixTree.OpenForReadingIfThere(_directory["file/below"]).ShouldBeNull();
        Should.Throw<UnixException>(() => UnixTree.OpenForReadingIfThere(_directory["link"])).Message
            .ShouldStartWith($"open {_directory["link"]}: ");
    }

    [Fact]
    public void OpenForReadingIfThere_PipeWithoutAWriter_DoesNotWait()
    {
        Assert.SkipUnless(Mounts.Run("mkfifo", _directory["pipe"]), "there is no mkfifo");

        using var opened = UnixTree.OpenForReadingIfThere(_directory["pipe"]);

        opened.ShouldNotBeNull();
    }
}
