using System.Net.Sockets;
using System.Text;
using Confd.Shared.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Shared;

public sealed class RegularFileTests : IDisposable
{
    private const string NoFile = "it is a device, a pipe or a socket, not a file";

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    public void ReadAll_FileAndLinkToIt_HaveItsBytes(string text)
    {
        _folder.Write("file", text);
        File.CreateSymbolicLink(_folder["link"], "file");

        RegularFile.ReadAll(_folder["file"]).ShouldBe(Encoding.UTF8.GetBytes(text));
        RegularFile.ReadAll(_folder["link"]).ShouldBe(Encoding.UTF8.GetBytes(text));
    }

    // The texts of Go's os package.
    [Theory]
    [InlineData("none", "open PATH: no such file or directory", true)]
    [InlineData("none/file", "open PATH: no such file or directory", true)]
    [InlineData("dangling", "open PATH: no such file or directory", true)]
    [InlineData("plain/file", "open PATH: not a directory", false)]
    [InlineData("folder", "read PATH: is a directory", false)]
    [InlineData("nul\0", "open PATH: invalid argument", false)]
    [InlineData("circle", "open PATH: too many levels of symbolic links", false)]
    public void ReadAll_WhatCannotBeRead_IsWordedAsByGo(string name, string expected, bool isMissing)
    {
        _folder.Write("plain", "");
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["circle"], "circle");
        File.CreateSymbolicLink(_folder["dangling"], "nowhere");
        var path = _folder[name];

        var failed = Should.Throw<FileReadException>(() => RegularFile.ReadAll(path));

        failed.Message.ShouldBe(expected.Replace("PATH", path, StringComparison.Ordinal));
        failed.Message.ShouldEndWith($"{path}: {failed.Reason}");
        IsThere(path).ShouldBe(isMissing ? false : null);
    }

    [Fact]
    public void ReadAllIfThere_NoName_IsMissing() => IsThere("").ShouldBe(false);

    [Fact]
    public void ReadAllIfThere_File_IsRead() => RegularFile.ReadAllIfThere(_folder.Write("file", "text")).ShouldBe("text"u8.ToArray());

    [Fact]
    public void ReadAll_FileOfAnotherUser_IsPermissionDenied()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everything");
        _folder.Write("file", "");
        File.SetUnixFileMode(_folder["file"], UnixFileMode.None);

        Should.Throw<FileReadException>(() => RegularFile.ReadAll(_folder["file"])).Reason.ShouldBe("permission denied");
    }

    [Fact]
    public async Task ReadAll_Pipe_IsRefusedAtOnceAlsoThroughALink()
    {
        NamedPipe.Make(_folder["pipe"]);
        File.CreateSymbolicLink(_folder["link"], "pipe");

        (await Should.ThrowAsync<FileReadException>(() => NamedPipe.WithoutWaitingAsync(() => RegularFile.ReadAll(_folder["pipe"]))))
            .Message.ShouldBe($"open {_folder["pipe"]}: {NoFile}");
        (await Should.ThrowAsync<FileReadException>(() => NamedPipe.WithoutWaitingAsync(() => RegularFile.ReadAll(_folder["link"]))))
            .Reason.ShouldBe(NoFile);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    public void ReadAll_Device_IsRefused(string path) =>
        Should.Throw<FileReadException>(() => RegularFile.ReadAll(path)).Reason.ShouldBe(NoFile);

    [Fact]
    public void ReadAll_Socket_IsRefused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["socket"]));

        Should.Throw<FileReadException>(() => RegularFile.ReadAll(_folder["socket"])).Reason.ShouldBe(NoFile);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    [InlineData(1_000_000)]
    public async Task ReadAll_PipeIsAllowed_IsReadToItsEnd(int length)
    {
        var (path, text) = (NamedPipe.Make(_folder["pipe"]), new string('x', length));

        var read = await NamedPipe.WithWriterAsync(path, text, () => RegularFile.ReadAll(path, mayBePipe: true));

        read.ShouldBe(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void ReadAll_DeviceIsAllowed_IsReadUpToTheLimit()
    {
        RegularFile.ReadAll("/dev/null", mayBePipe: true).ShouldBeEmpty();
        Should.Throw<FileReadException>(() => RegularFile.ReadAll("/dev/zero", RegularFile.MaxSecretBytes, mayBePipe: true))
            .Reason.ShouldBe("it is larger than 1 MB");
    }

    [Fact]
    public void ReadAll_FileAtTheBoundAndAbove_IsReadAndRefused()
    {
        using (var file = File.OpenHandle(_folder["file"], FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, RegularFile.MaxSecretBytes);
        }

        RegularFile.ReadAll(_folder["file"], RegularFile.MaxSecretBytes).Length.ShouldBe(1024 * 1024);

        using (var file = File.OpenHandle(_folder["file"], FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(file, RegularFile.MaxSecretBytes + 1);
        }

        Should.Throw<FileReadException>(() => RegularFile.ReadAll(_folder["file"], RegularFile.MaxSecretBytes))
            .Message.ShouldBe($"open {_folder["file"]}: it is larger than 1 MB");
    }

    [Fact]
    public void ReadAll_NoBoundGiven_Is256MegaBytes()
    {
        using (var file = File.OpenHandle(_folder["file"], FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, RegularFile.MaxBytes + 1);
        }

        Should.Throw<FileReadException>(() => RegularFile.ReadAll(_folder["file"])).Reason.ShouldBe("it is larger than 256 MB");
    }

    // Files of the kernel: the first says that it has no bytes, the other that it has 4096. So does one that others write meanwhile.
    [Theory]
    [InlineData("/proc/self/mountinfo")]
    [InlineData("/sys/devices/system/cpu/online")]
    public void ReadAll_FileOfAnotherLengthThanReported_IsReadToItsEnd(string path)
    {
        Assert.SkipUnless(File.Exists(path), $"there is no {path}");

        var text = RegularFile.ReadText(path);

        text.Length.ShouldNotBe((int)new FileInfo(path).Length);
        text.ShouldBe(File.ReadAllText(path));
    }

    // Whoever may read a file may lock it.
    [Fact]
    public void ReadAll_FileThatAnotherHasLocked_IsRead()
    {
        _folder.Write("file", "text");
        using var locked = File.Open(_folder["file"], FileMode.Open, FileAccess.Read, FileShare.None);

        RegularFile.ReadText(_folder["file"]).ShouldBe("text");
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData(null)]
    public void ReadText_ByteOrderMark_SetsTheEncodingAndIsCut(string? encoding)
    {
        File.WriteAllText(_folder["file"], "für", encoding is null ? new UTF8Encoding(false) : Encoding.GetEncoding(encoding));

        RegularFile.ReadText(_folder["file"]).ShouldBe("für");
    }

    // Null where that cannot be told.
    private static bool? IsThere(string path)
    {
        try
        {
            return RegularFile.ReadAllIfThere(path) is not null;
        }
        catch (FileReadException)
        {
            return null;
        }
    }
}
