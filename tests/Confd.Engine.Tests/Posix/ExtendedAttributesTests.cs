using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class ExtendedAttributesTests : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private readonly TempDirectory _directory = new();

    private string Destination => _directory["app.conf"];

    [Theory]
    [InlineData("user.note")]
    [InlineData("trusted.note")]
    [InlineData("security.selinux")]
    public void Replace_AttributeOfTheDestination_IsKept(string name)
    {
        _directory.Write("app.conf", "old");
        Attributes.SetOrSkip(Destination, name, "one\0two"u8.ToArray());

        Replace(Mode);

        File.ReadAllText(Destination).ShouldBe("new");
        Attributes.Get(Destination, name).ShouldBe("one\0two"u8.ToArray());
    }

    [Fact]
    public void Replace_AttributeBehindALink_IsKeptAsTheModeIs()
    {
        var target = _directory.Write("target", "old");
        Attributes.SetOrSkip(target, "user.note", "kept"u8.ToArray());
        File.CreateSymbolicLink(Destination, target);

        Replace(Mode);

        Attributes.Get(Destination, "user.note").ShouldBe("kept"u8.ToArray());
    }

    [Fact]
    public void Replace_AccessListOfTheDestination_IsKeptAndTheModeIsTheOneRequested()
    {
        _directory.Write("app.conf", "old");
        var list = Attributes.ListWithUser(1234);
        Attributes.SetOrSkip(Destination, Attributes.AccessList, list);

        Replace(UnixFile.Stat(Destination)!.Value.Mode);

        Attributes.Get(Destination, Attributes.AccessList).ShouldBe(list);
        UnixFile.Stat(Destination)!.Value.Mode.ShouldBe(Mode);
        Replace(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        UnixFile.Stat(Destination)!.Value.Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // Otherwise whoever may write in the folder has a part in every later version of a file that he must not read.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_AttributesThatAnotherUserHasSet_AreNotKeptButNamed(bool isLink)
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "giving files away needs root");
        var file = _directory.Write(isLink ? "target" : "app.conf", "old");
        Attributes.SetOrSkip(file, Attributes.AccessList, Attributes.ListWithUser(1234));
        Attributes.SetOrSkip(file, "user.note", "lost"u8.ToArray());
        if (isLink)
        {
            File.CreateSymbolicLink(Destination, file);
        }

        Mounts.Run("chown", "-h", "1234", Destination).ShouldBeTrue();

        using var staged = StagedFile.Create(Destination, "new"u8.ToArray(), Rights(Mode));

        Attributes.Get(staged.Path, Attributes.AccessList).ShouldBeNull();
        Attributes.Get(staged.Path, "user.note").ShouldBeNull();
        staged.LostAttributes.Order(StringComparer.Ordinal).ShouldBe(
            [
                $"{Attributes.AccessList}: user 1234 may have set it, who is not the owner of the new file",
                "user.note: user 1234 may have set it, who is not the owner of the new file",
            ]);
    }

    [Fact]
    public void Replace_AttributesOfTheFilesNewOwner_AreKept()
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "giving files away needs root");
        _directory.Write("app.conf", "old");
        Attributes.SetOrSkip(Destination, "user.note", "kept"u8.ToArray());
        Mounts.Run("chown", "1234", Destination).ShouldBeTrue();

        using var staged = StagedFile.Create(Destination, "new"u8.ToArray(), Rights(Mode) with { UserId = 1234 });

        Attributes.Get(staged.Path, "user.note").ShouldBe("kept"u8.ToArray());
    }

    [Fact]
    public void Replace_FolderWithADefaultAccessList_AddsNoneToAFileWithout()
    {
        _directory.Write("app.conf", "old");
        Attributes.SetOrSkip(_directory.Path, Attributes.DefaultList, Attributes.ListWithUser(1234));

        Replace(Mode);

        Attributes.Get(Destination, Attributes.AccessList).ShouldBeNull();
        File.Delete(Destination);
        Replace(Mode);
        Attributes.Get(Destination, Attributes.AccessList).ShouldNotBeNull("a new file is the folder's");
    }

    [Fact]
    public void Replace_CapabilitiesOfTheOldBytes_AreNotGivenToTheNew()
    {
        _directory.Write("app.conf", "old");
        byte[] mayChangeOwners = [1, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Attributes.SetOrSkip(Destination, "security.capability", mayChangeOwners);

        Replace(Mode);

        Attributes.Get(Destination, "security.capability").ShouldBeNull();
    }

    [Fact]
    public void Create_AttributeThatTheStagedFileCannotTake_IsNamed()
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "mounting needs root");
        var folder = Directory.CreateDirectory(_directory["small"]).FullName;
        Assert.SkipUnless(Mounts.Try("-t", "ramfs", "ramfs", folder), "mounting is not allowed here");
        try
        {
            // As where a destination is mounted from another file system into one that has no such attributes.
            var rich = _directory.Write("rich", "old");
            Attributes.SetOrSkip(rich, "user.note", "lost"u8.ToArray());
            File.CreateSymbolicLink(Path.Join(folder, "app.conf"), rich);

            using var staged = StagedFile.Create(Path.Join(folder, "app.conf"), "new"u8.ToArray(), Rights(Mode));

            staged.LostAttributes.ShouldBe(["user.note: operation not supported"]);
            File.ReadAllText(staged.Path).ShouldBe("new");
        }
        finally
        {
            Mounts.Remove(folder);
        }
    }

    public void Dispose() => _directory.Dispose();

    private static FileAccessRights Rights(UnixFileMode mode) => new(mode, Accounts.EffectiveUserId, Accounts.EffectiveGroupId);

    private void Replace(UnixFileMode mode)
    {
        using var staged = StagedFile.Create(Destination, "new"u8.ToArray(), Rights(mode));
        staged.LostAttributes.ShouldBeEmpty();
        FileReplacer.Replace(staged, Destination).ShouldBeNull();
    }
}
