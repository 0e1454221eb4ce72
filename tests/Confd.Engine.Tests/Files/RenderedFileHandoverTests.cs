using System.Buffers;
using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

/// <summary>A large content was rendered into a file; that file takes the destination's place.</summary>
public sealed class RenderedFileHandoverTests : IDisposable
{
    private const int Large = 3 * 1024 * 1024;
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempDirectory _directory = new();

    private string Destination => _directory["app.conf"];

    private static FileAccessRights Rights => new(ReadWrite, Accounts.EffectiveUserId, Accounts.EffectiveGroupId);

    [Fact]
    public void Create_LargeContent_BecomesTheFileAndCanStillBeRead()
    {
        using var content = Render(Destination, 'a');
        using var staged = StagedFile.Create(Destination, content, Rights with { Mode = ReadWrite | UnixFileMode.OtherWrite });

        OpenFiles().ShouldHaveSingleItem().ShouldBe(UnixFile.Identify(staged.Path));
        UnixFile.Stat(staged.Path)!.Value.Mode.ShouldBe(ReadWrite | UnixFileMode.OtherWrite);
        ShouldBeAll('a', File.ReadAllBytes(staged.Path));
        ShouldBeAll('a', staged.Content.ReadAll().Span);
    }

    // Comparing, checking the format, showing a difference and writing in place read the content after that.
    [Fact]
    public void Create_LargeContentWithAnUnreadableMode_CanStillBeRead()
    {
        using var content = Render(Destination, 'a');
        using var staged = StagedFile.Create(Destination, content, Rights with { Mode = UnixFileMode.None });

        staged.MoveTo(Destination);

        ShouldBeAll('a', staged.Content.ReadAll().Span);
        UnixFile.Stat(Destination)!.Value.Mode.ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public void Create_LargeContentTwice_MakesTwoFiles()
    {
        using var content = Render(Destination, 'a');
        using var first = StagedFile.CreateKept(Destination, content, Rights);
        using var second = StagedFile.Create(Destination, content, Rights);

        UnixFile.Identify(second.Path).ShouldNotBe(UnixFile.Identify(first.Path));
        ShouldBeAll('a', File.ReadAllBytes(first.Path));
        ShouldBeAll('a', File.ReadAllBytes(second.Path));
    }

    [Fact]
    public void Create_LargeContentOfAnotherFolder_IsCopied()
    {
        Directory.CreateDirectory(_directory["other"]);
        using var content = Render(_directory["other/app.conf"], 'a');
        using var staged = StagedFile.Create(Destination, content, Rights);

        Path.GetDirectoryName(staged.Path).ShouldBe(_directory.Path);
        ShouldBeAll('a', File.ReadAllBytes(staged.Path));
    }

    [Fact]
    public void Create_LargeContentWhoseStagedFileGrows_IsReadAsItWasRendered()
    {
        using var content = Render(Destination, 'a');
        using var staged = StagedFile.Create(Destination, content, Rights);

        File.AppendAllText(staged.Path, "more");

        ShouldBeAll('a', staged.Content.ReadAll().Span);
    }

    [Fact]
    public void Create_LargeExecutable_CanBeExecutedWhileStaged()
    {
        using var content = new RenderedContent(Destination);
        content.Write("#!/bin/sh\nexit 0\n"u8);
        content.Write(new byte[Large]);
        using var staged = StagedFile.Create(Destination, content, Rights with { Mode = ReadWrite | UnixFileMode.UserExecute });

        using var process = System.Diagnostics.Process.Start(staged.Path);
        process.WaitForExit();

        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Cleanup_LargeStagedFileInUse_Stays()
    {
        using var content = Render(Destination, 'a');
        using var staged = StagedFile.Create(Destination, content, Rights);

        new StagedFileCleanup().Remove(Destination).ShouldBeEmpty();

        File.Exists(staged.Path).ShouldBeTrue();
    }

    [Fact]
    public void Create_LargerThanTheFreeSpace_LeavesOnlyTheOldFile() => InEightMegabytes(() =>
    {
        File.WriteAllText(Destination, "old");
        using (var content = Render(Destination, 'a'))
        {
            var failed = Should.Throw<StageException>(() =>
            {
                content.Write(new byte[2 * Large]);
                StagedFile.Create(Destination, content, Rights);
            });
            failed.Step.ShouldBe(StageStep.Write);
            failed.Message.ShouldBe($"write what was rendered for {Destination}: no space left on device");
        }

        File.ReadAllText(Destination).ShouldBe("old");
        Directory.GetFiles(_directory.Path).ShouldBe([Destination]);
        new DriveInfo(_directory.Path).AvailableFreeSpace.ShouldBeGreaterThan(7 * 1024 * 1024);
    });

    [Fact]
    public void Replace_FolderWithSpaceForTwo_StagesTheNewFileBesideTheOld() => InEightMegabytes(() =>
    {
        foreach (var letter in "abc")
        {
            using var content = Render(Destination, letter);
            using var staged = StagedFile.Create(Destination, content, Rights);
            FileReplacer.Replace(staged, Destination).ShouldBeNull();
        }

        ShouldBeAll('c', File.ReadAllBytes(Destination));
    });

    public void Dispose() => _directory.Dispose();

    private void InEightMegabytes(Action act)
    {
        Assert.SkipUnless(Accounts.EffectiveUserId == 0, "mounting needs root");
        Assert.SkipUnless(Mounts.Try("-t", "tmpfs", "-o", "size=8m", "tmpfs", _directory.Path), "mounting is not allowed here");
        try
        {
            act();
        }
        finally
        {
            Mounts.Remove(_directory.Path);
        }
    }

    private static void ShouldBeAll(char letter, ReadOnlySpan<byte> bytes)
    {
        bytes.Length.ShouldBe(Large);
        bytes.IndexOfAnyExcept((byte)letter).ShouldBe(-1);
    }

    private static RenderedContent Render(string destination, char letter)
    {
        var content = new RenderedContent(destination);
        for (var bytes = 0; bytes < Large; bytes += 4096)
        {
            content.GetSpan(4096)[..4096].Fill((byte)letter);
            content.Advance(4096);
        }

        return content;
    }

    // Every file of the folder that this program has open, by name or without one.
    private FileIdentity?[] OpenFiles() =>
    [
        .. Directory.GetFiles("/proc/self/fd")
            .Where(file => new FileInfo(file).LinkTarget?.StartsWith(_directory.Path, StringComparison.Ordinal) == true)
            .Select(UnixFile.Identify).Distinct(),
    ];
}
