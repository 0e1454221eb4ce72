using System.Buffers;
using Confd.Engine.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

public sealed class RenderedContentTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(1024 * 1024)]
    [InlineData((1024 * 1024) + 1)]
    [InlineData(5_000_000)]
    public void Content_OfAnySize_ReadsAsItWasWritten(int length)
    {
        var bytes = BytesOf(length);
        using var content = Write(_directory["app.conf"], bytes);

        content.Length.ShouldBe(length);
        content.ReadAll().Span.SequenceEqual(bytes).ShouldBeTrue();
        content.ReadAll().Span.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(5_000_000)]
    public void Content_ComparedWithAFile_DiffersInTheLastByteOnly(int length)
    {
        var bytes = BytesOf(length);
        using var content = Write(_directory["app.conf"], bytes);

        Matches(content, bytes).ShouldBeTrue();
        bytes[^1] ^= 1;
        Matches(content, bytes).ShouldBeFalse();
        Matches(content, bytes[..^1]).ShouldBeFalse();
    }

    [Fact]
    public void Content_Large_ShowsNoNameInTheFolderAndLeavesNothing()
    {
        using (var content = Write(_directory["app.conf"], BytesOf(5_000_000)))
        {
            Directory.GetFileSystemEntries(_directory.Path).ShouldBeEmpty();
        }

        Directory.GetFileSystemEntries(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Content_LargeForAMissingFolder_StaysInMemory()
    {
        var bytes = BytesOf(5_000_000);
        using var content = Write(_directory["none/app.conf"], bytes);

        content.ReadAll().Span.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public void Content_OnePieceLargerThanTheMemoryBound_IsTaken()
    {
        var bytes = BytesOf(3_000_000);
        using var content = new RenderedContent(_directory["app.conf"]);
        content.Write("head"u8);
        content.Write(bytes);
        content.Write("tail"u8);

        content.ReadAll().Span.SequenceEqual([.. "head"u8, .. bytes, .. "tail"u8]).ShouldBeTrue();
    }

    [Fact]
    public void Content_Large_AllocatesLittle()
    {
        var piece = BytesOf(1_000);
        using (Write(_directory["warm-up"], BytesOf(2_000_000)))
        {
            // The pool's arrays exist from here on.
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var content = new RenderedContent(_directory["app.conf"]);
        for (var round = 0; round < 20_000; round++)
        {
            content.Write(piece);
        }

        content.Length.ShouldBe(20_000_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    public void Dispose() => _directory.Dispose();

    private static byte[] BytesOf(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static RenderedContent Write(string destination, ReadOnlySpan<byte> bytes)
    {
        var content = new RenderedContent(destination);
        while (bytes.Length > 0)
        {
            var count = Math.Min(bytes.Length, 777);
            content.Write(bytes[..count]);
            bytes = bytes[count..];
        }

        return content;
    }

    private bool Matches(RenderedContent content, byte[] bytes)
    {
        var path = _directory["file"];
        File.WriteAllBytes(path, bytes);
        using var file = File.OpenHandle(path);
        return content.IsBeginningOf(file);
    }
}
