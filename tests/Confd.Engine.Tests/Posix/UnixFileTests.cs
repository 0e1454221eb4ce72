using Confd.Engine.Posix;
using Confd.Shared.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class UnixFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string FilePath => _directory["file"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Stat_EachKind_IsReportedWithSizeAndMode()
    {
        _directory.Write("file", "12345");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(_directory["link"], "file");

        UnixFile.Stat(_directory["link"]).ShouldBe(new FileState(
            FileKind.Regular, 5, UnixFileMode.UserRead | UnixFileMode.GroupRead, Accounts.EffectiveUserId, Accounts.EffectiveGroupId));
        UnixFile.Stat(_directory.Path).ShouldNotBeNull().Kind.ShouldBe(FileKind.Directory);
        UnixFile.Stat("/dev/null").ShouldNotBeNull().Kind.ShouldBe(FileKind.Special);
        UnixFile.Stat(_directory["absent"]).ShouldBeNull();
        UnixFile.Stat(_directory["file/below"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("file", true)]
    [InlineData("link", true)]
    [InlineData("nowhere", false)]
    [InlineData("circle", false)]
    [InlineData("absent", false)]
    [InlineData("file/below", false)]
    [InlineData("file\0", false)]
    public void Exists_Link_IsWhatItLeadsTo(string name, bool expected)
    {
        _directory.Write("file", "");
        File.CreateSymbolicLink(_directory["link"], "file");
        File.CreateSymbolicLink(_directory["nowhere"], "absent");
        File.CreateSymbolicLink(_directory["circle"], "circle");

        UnixFile.Exists(_directory[name]).ShouldBe(expected);
    }

    [Fact]
    public void Stat_LinkInACircle_FailsInTheSystemsWords()
    {
        File.CreateSymbolicLink(_directory["a"], "b");
        File.CreateSymbolicLink(_directory["b"], "a");

        Should.Throw<UnixException>(() => UnixFile.Stat(_directory["a"])).Message
            .ShouldStartWith($"stat {_directory["a"]}: too many levels");
    }

    [Fact]
    public void Open_PathWithANul_IsRefusedAndNotCutThere()
    {
        _directory.Write("file", "");

        var refused = Should.Throw<UnixException>(() => UnixFile.Stat(FilePath + "\0.conf"));

        refused.Error.ShouldBe(UnixError.Invalid);
        refused.Message.ShouldContain("file\\0.conf");
        Should.Throw<UnixException>(() => UnixFile.Rename(FilePath, FilePath + "\0x"));
    }

    [Fact]
    public void CreateIfAbsent_FileThatIsThere_IsNullAndUntouched()
    {
        using (var made = UnixFile.CreateIfAbsent(FilePath))
        {
            UnixFile.Write(made!, FilePath, "text"u8, 0);
        }

        UnixFile.CreateIfAbsent(FilePath).ShouldBeNull();
        File.ReadAllText(FilePath).ShouldBe("text");
        UnixFile.Stat(FilePath).ShouldNotBeNull().Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Should.Throw<UnixException>(() => UnixFile.CreateIfAbsent(_directory["absent/file"])).Error.ShouldBe(UnixError.NoSuchFile);
    }

    [Fact]
    public void CreateIfAbsent_LinkThatLeadsNowhere_IsNotMadeBehindIt()
    {
        File.CreateSymbolicLink(FilePath, "elsewhere");

        UnixFile.CreateIfAbsent(FilePath).ShouldBeNull();
        File.Exists(_directory["elsewhere"]).ShouldBeFalse();
    }

    [Fact]
    public void TryLink_UnnamedFile_GetsItsNameOnlyOnce()
    {
        using var unnamed = UnixFile.TryCreateUnnamed(_directory.Path);
        Assert.SkipWhen(unnamed is null, "the file system has no unnamed files");
        UnixFile.Write(unnamed, "unnamed", "text"u8, 0);
        Directory.GetFileSystemEntries(_directory.Path).ShouldBeEmpty();

        UnixFile.TryLink(unnamed, FilePath).ShouldBeTrue();

        File.ReadAllText(FilePath).ShouldBe("text");
        UnixFile.TryLink(unnamed, FilePath).ShouldBeFalse();
    }

    [Fact]
    public void Write_AtAPlace_LeavesTheRestAndFlushSetsTheLength()
    {
        _directory.Write("file", "0123456789");
        using (var file = UnixFile.OpenForWriting(FilePath))
        {
            UnixFile.Write(file, FilePath, "ab"u8, 3);
            UnixFile.Flush(file, FilePath, length: 7);
        }

        File.ReadAllText(FilePath).ShouldBe("012ab56");
    }

    [Fact]
    public void Write_IntoAFileOpenForReading_FailsInTheSystemsWords()
    {
        _directory.Write("file", "text");
        using var file = UnixFile.OpenForReading(FilePath);

        Should.Throw<UnixException>(() => UnixFile.Write(file, "the file", "x"u8, 0)).Message.ShouldStartWith("write the file: ");
        File.ReadAllText(FilePath).ShouldBe("text");
    }

    [Fact]
    public void Reserve_Space_KeepsTheLength()
    {
        _directory.Write("file", "text");
        using var file = UnixFile.OpenForWriting(FilePath);

        _ = UnixFile.Reserve(file, FilePath, 1_000_000);
        UnixFile.Reserve(file, FilePath, 0).ShouldBeTrue();

        RandomAccess.GetLength(file).ShouldBe(4);
    }

    [Fact]
    public void Reserve_MoreThanTheDiskHas_FailsAndNamesTheFile()
    {
        using var file = UnixFile.CreateIfAbsent(FilePath);
        var reserved = () => UnixFile.Reserve(file!, FilePath, 1L << 60);

        try
        {
            reserved().ShouldBeFalse("the file system has no such call");
        }
        catch (UnixException full)
        {
            full.Message.ShouldStartWith($"write {FilePath}: ");
        }
    }

    [Fact]
    public void Lock_FileInUse_IsNotTakenByAnotherUntilItIsClosed()
    {
        _directory.Write("file", "");
        using (var user = UnixFile.OpenForReading(FilePath))
        {
            UnixFile.LockShared(user);
            using var other = UnixFile.OpenForReading(FilePath);
            UnixFile.TryLockExclusive(other).ShouldBe(false);
        }

        using var last = UnixFile.OpenForReading(FilePath);
        UnixFile.TryLockExclusive(last).ShouldBe(true);
    }

    // As over NFS one that is open for reading only.
    [Fact]
    public void TryLockExclusive_HandleThatDoesNotSuffice_IsNeither()
    {
        _directory.Write("file", "");
        using var held = UnixTree.OpenPathIfThere(FilePath, followsLink: false);

        UnixFile.TryLockExclusive(held!).ShouldBeNull();
    }

    [Fact]
    public void CreateIfAbsent_File_IsOpenForReadingToo()
    {
        using var file = UnixFile.CreateIfAbsent(FilePath)!;
        UnixFile.Write(file, "file", "ab"u8, offset: 0);

        var read = new byte[2];
        RandomAccess.Read(file, read, fileOffset: 0).ShouldBe(2);
    }

    [Fact]
    public void Rename_OverAFile_ReplacesItAndAMissingOneIsReportedByBothNames()
    {
        _directory.Write("new", "new");
        _directory.Write("file", "old");

        UnixFile.Rename(_directory["new"], FilePath);

        File.ReadAllText(FilePath).ShouldBe("new");
        Should.Throw<UnixException>(() => UnixFile.Rename(_directory["new"], FilePath)).Message
            .ShouldBe($"rename {_directory["new"]} {FilePath}: no such file or directory");
    }

    [Fact]
    public void ChangeMode_OpenFile_IsThatOfThePathToo()
    {
        _directory.Write("file", "");
        using var file = UnixFile.OpenForWriting(FilePath);

        UnixFile.ChangeMode(file, FilePath, UnixFileMode.UserRead | UnixFileMode.OtherExecute);

        File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.OtherExecute);
        UnixFile.ChangeOwner(file, FilePath, Accounts.EffectiveUserId, Accounts.EffectiveGroupId);
    }

    [Fact]
    public void FlushFolder_NothingThere_FailsInTheSystemsWords()
    {
        UnixFile.FlushFolder(_directory.Path);
        Should.Throw<UnixException>(() => UnixFile.FlushFolder(_directory["absent"])).Error.ShouldBe(UnixError.NoSuchFile);
    }

    [Fact]
    public void Identity_FileThatIsReplacedWrittenOrTouched_IsAnother()
    {
        _directory.Write("file", "one");
        File.CreateSymbolicLink(_directory["link"], "file");
        var before = FileIdentity.Of(_directory["link"]).ShouldNotBeNull();
        before.Target.ShouldBe(RealPath.Resolve(FilePath).Target);
        before.Size.ShouldBe(3);
        FileIdentity.Of(FilePath).ShouldBe(before);

        File.SetLastWriteTimeUtc(FilePath, DateTime.UnixEpoch);
        var touched = FileIdentity.Of(FilePath).ShouldNotBeNull();
        touched.ShouldNotBe(before);
        touched.Modified.ShouldBe(0);

        _directory.Write("other", "one");
        File.Move(_directory["other"], FilePath, overwrite: true);
        FileIdentity.Of(FilePath).ShouldNotBeNull().Inode.ShouldNotBe(before.Inode);
        FileIdentity.Of(_directory["absent"]).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1.9, true)]
    [InlineData(2.1, false)]
    public void IsFresh_File_IsTrueShortlyAfterItsLastChange(double secondsAgo, bool isFresh)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var written = (long)(now.ToUnixTimeMilliseconds() * 1_000_000d - (secondsAgo * 1_000_000_000));
        var longAgo = 0L;

        new FileIdentity("/f", 1, 2, 3, Modified: written, Changed: longAgo).IsFresh(now).ShouldBe(isFresh);
        new FileIdentity("/f", 1, 2, 3, Modified: longAgo, Changed: written).IsFresh(now).ShouldBe(isFresh);
    }
}
