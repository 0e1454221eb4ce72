using Confd.Engine.Posix;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

public sealed class FileErrorsTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    // The texts of Go's os package.
    [Theory]
    [InlineData("none", "open PATH: no such file or directory", true)]
    [InlineData("none/file", "open PATH: no such file or directory", true)]
    [InlineData("plain/file", "open PATH: not a directory", false)]
    [InlineData("folder", "read PATH: is a directory", false)]
    [InlineData("nul\0", "open PATH: invalid argument", false)]
    [InlineData("circle", "open PATH: too many levels of symbolic links", false)]
    public void Describe_UnreadableFile_IsWordedAsByGo(string name, string expected, bool isMissing)
    {
        _folder.Write("plain", "");
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["circle"], "circle");
        var path = _folder[name];

        var exception = Record.Exception(() => File.ReadAllBytes(path))!;

        FileErrors.Describe(exception, path).ShouldBe(expected.Replace("PATH", path, StringComparison.Ordinal));
        FileErrors.IsMissing(exception, path).ShouldBe(isMissing);
    }

    [Fact]
    public void Reason_AccessDenied_IsPermissionDenied() =>
        FileErrors.Reason(new UnauthorizedAccessException(), _folder["x"]).ShouldBe("permission denied");

    public void Dispose() => _folder.Dispose();
}
