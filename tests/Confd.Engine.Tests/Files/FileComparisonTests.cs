using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Shared.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

public sealed class FileComparisonTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public void FindDifference_SameFile_FindsNone() => Compare("text", "text").ShouldBeNull();

    [Fact]
    public void FindDifference_Empty_FindsNone() => Compare("", "").ShouldBeNull();

    [Fact]
    public void FindDifference_LargeFileWithALateDifference_FindsIt() =>
        Compare(new string('x', 300_000) + "a", new string('x', 300_000) + "b").ShouldNotBeNull().ShouldStartWith("has md5sum ");

    [Fact]
    public void FindDifference_Size_ComesFirst() => Compare("old", "longer", UnixFileMode.None).ShouldBe("has size 3 should be 6");

    [Fact]
    public void FindDifference_Mode_IsShownAsLettersDo() =>
        Compare("text", "text", UnixFileMode.UserRead | UnixFileMode.UserWrite).ShouldBe("has mode -rw-r--r-- should be -rw-------");

    [Fact]
    public void FindDifference_Bytes_AreNamedByTheirSums() =>
        Compare("a", "b").ShouldBe("has md5sum 0cc175b9c0f1b6a831c399e269772661 should be 92eb5ffee6ae2fec3ad71c777531578f");

    // Its owner may make it as large as they like meanwhile: no more than the expected size is read.
    [Fact]
    public void FindDifference_FileGrowsWhileItIsCompared_IsNotReadToItsEnd()
    {
        var path = WriteFile("text");
        var state = UnixFile.Stat(path)!.Value;
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(1L << 36);
        }

        FileComparison.FindDifference(path, state, "next"u8.ToArray(), new FileAccessRights(state.Mode, state.UserId, state.GroupId))
            .ShouldBe("has size 68719476736 should be 4");
    }

    [Fact]
    public void FindDifference_Owner_IsShownByNumber()
    {
        var path = WriteFile("text");
        var state = UnixFile.Stat(path)!.Value;

        FileComparison.FindDifference(path, state, "text"u8.ToArray(), new FileAccessRights(state.Mode, 1234, state.GroupId))
            .ShouldBe($"has UID {state.UserId} should be 1234");
        FileComparison.FindDifference(path, state, "text"u8.ToArray(), new FileAccessRights(state.Mode, state.UserId, 4321))
            .ShouldBe($"has GID {state.GroupId} should be 4321");
    }

    [Fact]
    public void FindDifference_Folder_DiffersWithoutADescription() =>
        FileComparison.FindDifference(_directory.Path, UnixFile.Stat(_directory.Path)!.Value, Array.Empty<byte>(), default).ShouldBe("");

    [Fact]
    public void StateOf_MissingFileAndDanglingLink_IsNull()
    {
        File.CreateSymbolicLink(_directory["link"], "nowhere");

        UnixFile.Stat(_directory["none"]).ShouldBeNull();
        UnixFile.Stat(_directory["link"]).ShouldBeNull();
        UnixFile.Stat("/dev/null")!.Value.Kind.ShouldBe(FileKind.Special);
    }

    public void Dispose() => _directory.Dispose();

    private string WriteFile(string text)
    {
        var path = _directory.Write("file", text);
        File.SetUnixFileMode(path, (UnixFileMode)0x1A4);
        return path;
    }

    private string? Compare(string actual, string wanted, UnixFileMode mode = (UnixFileMode)0x1A4)
    {
        var path = WriteFile(actual);
        var content = System.Text.Encoding.UTF8.GetBytes(wanted);
        return FileComparison.FindDifference(
            path, UnixFile.Stat(path)!.Value, content, new FileAccessRights(mode, Accounts.EffectiveUserId, Accounts.EffectiveGroupId));
    }
}
