using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.Shared.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

/// <summary>Destinations that cannot be renamed over, and those that must not be.</summary>
public sealed class FileReplacerTests : IDisposable
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempDirectory _directory = new();
    private readonly Stack<string> _mounts = new();

    private string Destination => _directory["app.conf"];

    [Theory]
    [InlineData("tmpfs")]
    [InlineData("ext2")]
    public void Replace_NoSpaceToWriteInPlace_KeepsTheOldFileAndNamesIt(string fileSystem)
    {
        var good = MountSmall(fileSystem, "good " + new string('g', 5000));
        var (text, state) = (File.ReadAllText(good), UnixFile.Stat(good));

        var failed = Should.Throw<UnixException>(() => Replace(new byte[1024 * 1024]));

        failed.Message.ShouldBe($"write {Destination}: no space left on device");
        File.ReadAllText(good).ShouldBe(text);
        UnixFile.Stat(good)!.Value.Size.ShouldBe(state!.Value.Size);
        File.WriteAllText(Path.Join(Path.GetDirectoryName(good), "other"), "there is room for others still");
    }

    [Theory]
    [InlineData("tmpfs")]
    [InlineData("ext2")]
    public void Replace_SpaceToWriteInPlace_WritesTheWholeContent(string fileSystem)
    {
        var good = MountSmall(fileSystem, "short");
        var longer = Enumerable.Range(0, 20_000).Select(index => (byte)index).ToArray();

        Replace(longer).ShouldNotBeNull();
        File.ReadAllBytes(good).ShouldBe(longer);

        Replace("short again"u8.ToArray()).ShouldNotBeNull();
        File.ReadAllText(good).ShouldBe("short again");
        UnixFile.Stat(good)!.Value.Mode.ShouldBe(ReadWrite);
    }

    [Theory]
    [InlineData("/dev/confd-test")]
    [InlineData("/dev/sub/../confd-test")]
    [InlineData("/dev/./null")]
    [InlineData("/dev/stdout")]
    [InlineData("/dev/fd/1")]
    [InlineData("/proc/self/fd/1")]
    [InlineData("/proc/sys/kernel/hostname")]
    [InlineData("/sys/kernel/notes")]
    public void FindProblem_PathOfDevicesOrTheKernel_IsRefusedAlsoThroughLinks(string place)
    {
        ReservedPlaces.FindProblem(place).ShouldNotBeNull();

        File.CreateSymbolicLink(_directory["one"], place);
        File.CreateSymbolicLink(Destination, "one");
        ReservedPlaces.FindProblem(Destination).ShouldNotBeNull();
        using var staged = StagedFile.Create(Destination, "text"u8.ToArray(), Rights);
        Should.Throw<IOException>(() => FileReplacer.Replace(staged, Destination)).Message.ShouldContain(Destination);
        new FileInfo(Destination).LinkTarget.ShouldBe("one");
    }

    [Fact]
    public void FindProblem_FolderThatLeadsToDevices_IsRefused()
    {
        Directory.CreateSymbolicLink(_directory["folder"], "/dev");

        ReservedPlaces.FindProblem(_directory["folder/app.conf"]).ShouldNotBeNull().ShouldContain("/dev/app.conf");
    }

    [Fact]
    public void FindProblem_PipeBehindALink_IsRefused()
    {
        Assert.SkipUnless(Mounts.Run("mkfifo", _directory["pipe"]), "there is no mkfifo");
        File.CreateSymbolicLink(Destination, "pipe");

        ReservedPlaces.FindProblem(Destination).ShouldBe($"{Destination} is a device, a pipe or a socket: only files are replaced");
    }

    [Fact]
    public void FindProblem_FilesAndNames_AreNone()
    {
        _directory.Write("target", "");
        File.CreateSymbolicLink(_directory["link"], "target");
        File.CreateSymbolicLink(_directory["dangling"], "nowhere");
        Directory.CreateDirectory(_directory["dev"]);

        foreach (var name in (string[])["target", "link", "dangling", "absent", "no/folder", "dev/null"])
        {
            ReservedPlaces.FindProblem(_directory[name]).ShouldBeNull(name);
        }

        ReservedPlaces.FindProblem("/dev/shm/confd-test/app.conf").ShouldBeNull();
        ReservedPlaces.FindProblem("/device/app.conf").ShouldBeNull();
    }

    public void Dispose()
    {
        while (_mounts.TryPop(out var mount))
        {
            Mounts.Remove(mount);
        }

        _directory.Dispose();
    }

    private static FileAccessRights Rights => new(ReadWrite, Accounts.EffectiveUserId, Accounts.EffectiveGroupId);

    private StageTimes? Replace(byte[] content)
    {
        using var folder = HeldFolder.Open(_directory.Path)!;
        using var staged = StagedFile.Create(folder.At(Destination), content, Rights);
        return FileReplacer.Replace(staged, folder.At(Destination));
    }

    // As if somebody led the folder of the one name, and then that of the other, to two file systems.
    [Fact]
    public void Replace_FolderIsNotHeld_NothingIsWrittenInPlace()
    {
        var file = MountSmall("tmpfs", "old");
        using var staged = StagedFile.Create(Destination, "new"u8.ToArray(), Rights);

        Should.Throw<UnixException>(() => FileReplacer.Replace(staged, Destination)).Error.ShouldBe(UnixError.Busy);

        File.ReadAllText(file).ShouldBe("old");
    }

    // A file on a file system of a few dozen kilobytes, mounted onto the destination as containers mount single files.
    private string MountSmall(string fileSystem, string text)
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "mounting needs root");
        var folder = Directory.CreateDirectory(_directory["small"]).FullName;
        if (fileSystem == "tmpfs")
        {
            Mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);
        }
        else
        {
            // A file system that cannot reserve room.
            File.WriteAllBytes(_directory["image"], new byte[128 * 1024]);
            Assert.SkipUnless(Mounts.Run("mkfs.ext2", "-q", "-b", "1024", _directory["image"]), "there is no mkfs.ext2");
            Mount("-o", "loop", _directory["image"], folder);
        }

        _mounts.Push(folder);
        var good = Path.Join(folder, "good");
        File.WriteAllText(good, text);
        File.WriteAllText(Destination, "");
        Mount("--bind", good, Destination);
        _mounts.Push(Destination);
        return good;
    }

    private static void Mount(params string[] arguments) => Assert.SkipUnless(Mounts.Try(arguments), "mounting is not allowed here");
}
