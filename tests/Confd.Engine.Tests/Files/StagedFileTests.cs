using System.Text;
using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

[Collection(WholeProcess.Name)]
public sealed class StagedFileTests : IDisposable
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempDirectory _directory = new();

    private string Destination => _directory["app.conf"];

    private static FileAccessRights Rights => new(ReadWrite, Accounts.EffectiveUserId, Accounts.EffectiveGroupId);

    [Fact]
    public void Create_File_LiesBesideTheDestinationWithFinalRights()
    {
        using var staged = StagedFile.Create(Destination, "text"u8.ToArray(), Rights with { Mode = ReadWrite | UnixFileMode.OtherWrite });

        Path.GetDirectoryName(staged.Path).ShouldBe(_directory.Path);
        Path.GetFileName(staged.Path).ShouldMatch(@"^\.app\.conf\.confd-\d{28}$");
        File.ReadAllText(staged.Path).ShouldBe("text");
        UnixFile.Stat(staged.Path)!.Value.Mode.ShouldBe(ReadWrite | UnixFileMode.OtherWrite);
    }

    [Fact]
    public void Dispose_NotMoved_DeletesTheFile()
    {
        StagedFile.Create(Destination, "text"u8.ToArray(), Rights).Dispose();

        Directory.GetFiles(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Dispose_Kept_LeavesTheFile()
    {
        StagedFile.CreateKept(Destination, "text"u8.ToArray(), Rights).Dispose();

        Directory.GetFiles(_directory.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void MoveTo_Destination_ReplacesItInOneStep()
    {
        File.WriteAllText(Destination, "old");
        using (var staged = StagedFile.Create(Destination, "new"u8.ToArray(), Rights))
        {
            staged.MoveTo(Destination);
        }

        File.ReadAllText(Destination).ShouldBe("new");
        Directory.GetFiles(_directory.Path).ShouldBe([Destination]);
    }

    [Fact]
    public void MoveTo_LinkAtTheDestination_ReplacesTheLinkAndKeepsItsTarget()
    {
        var target = _directory.Write("target", "old");
        File.CreateSymbolicLink(Destination, target);
        using (var staged = StagedFile.Create(Destination, "new"u8.ToArray(), Rights))
        {
            staged.MoveTo(Destination);
        }

        File.ResolveLinkTarget(Destination, returnFinalTarget: false).ShouldBeNull();
        File.ReadAllText(target).ShouldBe("old");
    }

    [Fact]
    public void Create_Executable_CanBeExecutedWhileStaged()
    {
        var script = Encoding.UTF8.GetBytes("#!/bin/sh\nexit 0\n");
        using var staged = StagedFile.Create(Destination, script, Rights with { Mode = ReadWrite | UnixFileMode.UserExecute });

        using var process = System.Diagnostics.Process.Start(staged.Path);
        process.WaitForExit();

        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Create_UnreadableFile_IsMadeAndRemoved()
    {
        StagedFile.Create(Destination, "text"u8.ToArray(), Rights with { Mode = UnixFileMode.None }).Dispose();

        Directory.GetFiles(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Create_MissingFolder_FailsWithTheSystemsWords() =>
        Should.Throw<StageException>(() => StagedFile.Create(_directory["no/app.conf"], Array.Empty<byte>(), Rights))
            .Message.ShouldEndWith(": no such file or directory");

    [Theory]
    [InlineData("x", 255)]
    [InlineData("ü", 127)]
    [InlineData("😀", 63)]
    public void Create_LongestPossibleName_IsStagedAndRecognized(string letter, int letters)
    {
        var destination = _directory[string.Concat(Enumerable.Repeat(letter, letters))];
        var staged = StagedFile.Create(destination, "text"u8.ToArray(), Rights);

        StageName.IsTransient(Path.GetFileName(staged.Path), destination).ShouldBeTrue();
        staged.MoveTo(destination);
        staged.Dispose();
        File.ReadAllText(destination).ShouldBe("text");
    }

    [Theory]
    [InlineData("/a/./b//c", "/a/b")]
    [InlineData("/c", "/")]
    [InlineData("./c", ".")]
    [InlineData("c", ".")]
    [InlineData("a/link/../c", "a/link/..")]
    public void FolderOf_Destination_IsCleanedAsFarAsLinksAllow(string destination, string directory) =>
        FilePath.FolderOf(destination).ShouldBe(directory);

    [Fact]
    public void Create_DiskIsFull_NamesTheFileAndTheReason()
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "mounting needs root");
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", _directory.Path), "mounting is not allowed here");
        try
        {
            var failed = Should.Throw<StageException>(() => StagedFile.Create(Destination, new byte[1024 * 1024], Rights));

            failed.Step.ShouldBe(StageStep.Write);
            failed.Message.ShouldStartWith($"write {_directory[".app.conf"]}");
            failed.Message.ShouldEndWith(": no space left on device");
            Directory.GetFiles(_directory.Path).ShouldBeEmpty();
        }
        finally
        {
            Run("umount", _directory.Path);
        }
    }

    [Fact]
    public void Create_ManyFailures_LeakNoDescriptors()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            Should.Throw<StageException>(() => StagedFile.Create(_directory["no/app.conf"], Array.Empty<byte>(), Rights));
            StagedFile.Create(Destination, Array.Empty<byte>(), Rights).Dispose();
        }

        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 5);
    }

    [Fact]
    public void Replace_DestinationIsAMountPoint_WritesInPlace()
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "mounting needs root");
        var source = _directory.Write("source", "a much longer old text");
        File.WriteAllText(Destination, "");
        Assert.SkipUnless(Run("mount", "--bind", source, Destination), "mounting is not allowed here");
        try
        {
            using var folder = HeldFolder.Open(_directory.Path)!;
            using var staged = StagedFile.Create(folder.At(Destination), "new"u8.ToArray(), Rights);
            FileReplacer.Replace(staged, folder.At(Destination)).ShouldNotBeNull();
        }
        finally
        {
            Run("umount", Destination);
        }

        File.ReadAllText(source).ShouldBe("new");
        UnixFile.Stat(source)!.Value.Mode.ShouldBe(ReadWrite);
        Directory.GetFiles(_directory.Path, ".app*").ShouldBeEmpty();
    }

    [Fact]
    public void Cleanup_LeftoverOfAKilledRun_IsRemovedAndOthersStay()
    {
        var leftover = _directory.Write(Path.GetFileName(StageName.Next(Destination, isKept: false).Text), "half");
        string[] alike =
        [
            _directory.Write(".app.conf123456789012345678", "a user's"),
            _directory.Write(".app.conf.confd-1234567890123456781234567890", "a user's"),
            _directory.Write(Path.GetFileName(leftover)[..^1], "a user's"),
            _directory.Write(Path.GetFileName(leftover) + "0", "a user's"),
            _directory.Write(Path.GetFileName(StageName.Next(_directory["other"], isKept: false).Text), "of another destination"),
        ];
        var kept = _directory.Write(".app.conf1234567890", "kept on purpose");
        var foreign = _directory.Write(".app.conf.swp123456789012345678", "an editor's");
        using var inUse = StagedFile.Create(Destination, "live"u8.ToArray(), Rights);

        new StagedFileCleanup().Remove(Destination).ShouldBe([leftover]);

        File.Exists(leftover).ShouldBeFalse();
        alike.ShouldAllBe(file => File.Exists(file));
        File.Exists(kept).ShouldBeTrue();
        File.Exists(foreign).ShouldBeTrue();
        File.Exists(inUse.Path).ShouldBeTrue();
    }

    [Fact]
    public async Task Cleanup_PipeWithTheNameOfALeftover_DoesNotBlockAndStays()
    {
        var pipe = StageName.Next(Destination, isKept: false).Text;
        var leftover = _directory.Write(Path.GetFileName(StageName.Next(Destination, isKept: false).Text), "half");
        Run("mkfifo", pipe).ShouldBeTrue();

        var removed = await Task.Run(() => new StagedFileCleanup().Remove(Destination), Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        removed.ShouldBe([leftover]);
        File.Exists(pipe).ShouldBeTrue();
    }

    public void Dispose() => _directory.Dispose();

    private static bool Run(string program, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using var process = System.Diagnostics.Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
