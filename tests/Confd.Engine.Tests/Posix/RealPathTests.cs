using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

[Collection(WholeProcess.Name)]
public sealed class RealPathTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public void Resolve_RelativePath_IsBelowTheWorkingDirectory()
    {
        _directory.Write("real/x", "");
        Directory.CreateSymbolicLink(_directory["link"], "real");
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _directory.Path;
        try
        {
            RealPath.Resolve("link/x").Target.ShouldBe(_directory["real/x"]);
            RealPath.Resolve("./link//../link/x").Target.ShouldBe(_directory["real/x"]);
            RealPath.Resolve("link").Links.ShouldBe([_directory["link"]]);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void Resolve_DotsBehindALink_LeaveTheFolderItLeadsTo()
    {
        Directory.CreateDirectory(_directory["a/b"]);
        Directory.CreateSymbolicLink(_directory["link"], "a/b");

        RealPath.Resolve(_directory["link/../x"]).Target.ShouldBe(_directory["a/x"]);
    }

    [Fact]
    public void Resolve_LinkCycle_IsNull()
    {
        File.CreateSymbolicLink(_directory["one"], "two");
        File.CreateSymbolicLink(_directory["two"], "one");

        RealPath.TryResolve(_directory["one"]).ShouldBeNull();
    }

    [Fact]
    public void Resolve_LinkToANonTextName_IsNull()
    {
        using var links = new UnreadableLink(_directory.Path, "odd", "/");

        RealPath.TryResolve(_directory["odd/etc/passwd"]).ShouldBeNull();
    }

    public void Dispose() => _directory.Dispose();
}
