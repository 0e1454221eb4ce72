using Confd.Shared.Files;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class FileReasonTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Theory]
    [InlineData("none", "no such file or directory")]
    [InlineData("plain/file", "not a directory")]
    [InlineData("nul\0", "invalid argument")]
    [InlineData("circle", "too many levels of symbolic links")]
    public void Of_WhatDotNetThrows_IsWordedAsByGo(string name, string expected)
    {
        _folder.Write("plain", "");
        File.CreateSymbolicLink(_folder["circle"], "circle");

        FileReason.Of(Record.Exception(() => File.ReadAllBytes(_folder[name]))!, _folder[name]).ShouldBe(expected);
    }

    [Fact]
    public void Of_AccessDenied_IsPermissionDenied() =>
        FileReason.Of(new UnauthorizedAccessException(), _folder["x"]).ShouldBe("permission denied");

    public void Dispose() => _folder.Dispose();
}
