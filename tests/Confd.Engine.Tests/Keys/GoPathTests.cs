using System.Text;
using Confd.Engine.Keys;

namespace Confd.Engine.Tests.Keys;

public sealed class GoPathTests
{
    [Theory]
    [InlineData("", ".", ".", ".")]
    [InlineData("/", "/", "/", "/")]
    [InlineData("//", "/", "/", "/")]
    [InlineData("a", "a", "a", ".")]
    [InlineData("a/", "a", "a", "a")]
    [InlineData("/a/b/", "/a/b", "b", "/a/b")]
    [InlineData("a//b/./c", "a/b/c", "c", "a/b")]
    [InlineData("a/../b", "b", "b", ".")]
    [InlineData("/../a", "/a", "a", "/")]
    [InlineData("../../a", "../../a", "a", "../..")]
    [InlineData("a/../..", "..", "..", ".")]
    [InlineData("/..", "/", "..", "/")]
    [InlineData("..", "..", "..", ".")]
    [InlineData("./.", ".", ".", ".")]
    [InlineData("a/b/../../..", "..", "..", ".")]
    [InlineData("é/☃", "é/☃", "☃", "é")]
    public void CleanBaseDirectory_Path_FollowGo(string path, string clean, string last, string directory)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        Encoding.UTF8.GetString(GoPath.Clean(bytes)).ShouldBe(clean);
        Encoding.UTF8.GetString(GoPath.Base(bytes)).ShouldBe(last);
        Encoding.UTF8.GetString(GoPath.Directory(bytes)).ShouldBe(directory);
        GoPath.IsCleanAbsolute(bytes).ShouldBe(path == clean && path[0] == '/');
    }
}
