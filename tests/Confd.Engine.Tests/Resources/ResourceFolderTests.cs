using Confd.Engine.Resources;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Resources;

public sealed class ResourceFolderTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly RecordedLog _logger = new(withAttributes: true);

    [Fact]
    public void FindFiles_Names_EndInTomlAndComeInByteOrder()
    {
        string[] names = ["b.toml", "a.toml", ".a.toml", "atoml", "a.TOML", "a.toml.bak", "a/z.toml", "é.toml", "B.toml"];
        foreach (var name in names)
        {
            _directory.Write(name, "");
        }

        ResourceFolder.FindFiles(_directory.Path, []).Select(path => Path.GetRelativePath(_directory.Path, path))
            .ShouldBe([".a.toml", "B.toml", "a/z.toml", "a.toml", "atoml", "b.toml", "é.toml"]);
    }

    [Fact]
    public void FindFiles_RelativeFolder_GivesRelativePathsInItsSubfoldersToo()
    {
        _directory.Write("conf.d/a/b/z.toml", "");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _directory.Path);

        ResourceFolder.FindFiles(ResourceFolder.PathIn($"./{relative}/."), []).ShouldBe([$"{relative}/conf.d/a/b/z.toml"]);
    }

    [Fact]
    public void FindFiles_LinksToFiles_AreFollowedAndLinksToFoldersAreNotEntered()
    {
        _directory.Write("elsewhere/x.toml", "");
        Directory.CreateDirectory(_directory["conf.d"]);
        File.CreateSymbolicLink(_directory["conf.d/link.toml"], _directory["elsewhere/x.toml"]);
        Directory.CreateSymbolicLink(_directory["conf.d/folder"], _directory["elsewhere"]);
        Directory.CreateSymbolicLink(_directory["conf.d/folder.toml"], _directory["elsewhere"]);

        ResourceFolder.FindFiles(_directory["conf.d"], []).ShouldBe([_directory["conf.d/link.toml"]]);
    }

    [Fact]
    public void FindFiles_MountedConfigMap_HasEachFileOnceByItsVisibleName()
    {
        _directory.Write("conf.d/..2026_01_02/app.toml", "");
        _directory.Write("conf.d/..2026_01_02/sub/deep.toml", "");
        _directory.Write("conf.d/..2026_01_01/app.toml", "");
        _directory.Write("conf.d/..2026_01_01/removed.toml", "");
        _directory.Write("conf.d/own/own.toml", "");
        Directory.CreateSymbolicLink(_directory["conf.d/..data"], "..2026_01_02");
        Directory.CreateSymbolicLink(_directory["conf.d/..data_tmp"], "..2026_01_01");
        File.CreateSymbolicLink(_directory["conf.d/app.toml"], "..data/app.toml");
        Directory.CreateSymbolicLink(_directory["conf.d/sub"], "..data/sub");

        ResourceFolder.FindFiles(_directory["conf.d"], []).Select(path => Path.GetRelativePath(_directory["conf.d"], path))
            .ShouldBe(["..data/sub/deep.toml", "app.toml", "own/own.toml"]);
    }

    [Fact]
    public void FindFiles_LinkThatOnlyHasTheNameOfAMount_IsNotEntered()
    {
        _directory.Write("elsewhere/x.toml", "");
        _directory.Write("conf.d/..old/y.toml", "");
        Directory.CreateSymbolicLink(_directory["conf.d/..data"], _directory["elsewhere"]);

        ResourceFolder.FindFiles(_directory["conf.d"], []).ShouldBe([_directory["conf.d/..old/y.toml"]]);
    }

    [Fact]
    public void Load_DanglingLink_IsAProblemOfItsOwn()
    {
        _directory.Write("conf.d/a.toml", "[template]\nsrc = \"a\"\ndest = \"/a\"\nkeys = []\n");
        File.CreateSymbolicLink(_directory["conf.d/l.toml"], "nowhere");

        var set = Load();

        set.Resources.Count.ShouldBe(1);
        set.Problems.ShouldHaveSingleItem().Message
            .ShouldBe(
                $"cannot process template resource {_directory["conf.d/l.toml"]}: open {_directory["conf.d/l.toml"]}: "
                + "no such file or directory");
    }

    [Fact]
    public void Load_UnnamedBackend_IsWarnedAbout()
    {
        _directory.Write("conf.d/a.toml", "[template]\nsrc = \"a\"\ndest = \"/a\"\nkeys = []\n[backend]\ntable = \"t\"\n");

        Load().Resources.Count.ShouldBe(1);

        _logger.Text.ShouldContain("Warning The [backend] table of ");
    }

    [Fact]
    public void Load_DebugLines_NameFolderAndFiles()
    {
        var file = _directory.Write("conf.d/a.toml", "[");

        Load();

        _logger.Lines.Take(3).ShouldBe([
            $"Debug Loading template resources from config dir {_directory["conf.d"]}",
            $"Debug Found template: {file}",
            $"Debug Loading template resource from {file}",
        ]);
        _logger.Lines[3].ShouldStartWith(
            $"Error Failed to load template resource {file}: cannot process template resource {file}: toml: line 1: ");
        _logger.Lines[3].ShouldEndWith($" ({file}:1:2)");
    }

    [Fact]
    public void Load_FileInPlaceOfTheFolder_IsTheOnlyResource()
    {
        _directory.Write("conf.d", "[template]\nsrc = \"a\"\ndest = \"/a\"\nkeys = []\n");

        Load().Resources.ShouldHaveSingleItem().Path.ShouldBe(_directory["conf.d"]);
    }

    [Fact]
    public void Load_FolderBelowAFile_IsWarnedAbout()
    {
        var file = _directory.Write("plain", "");

        new ResourceFolder(new ResourceContext(file, "", TestBackends.All), _logger).Load().Resources.ShouldBeEmpty();

        _logger.Text.ShouldContain(
            $"Warning Cannot load template resources: config dir '{file}/conf.d': stat {file}/conf.d: no such file or directory");
    }

    public void Dispose() => _directory.Dispose();

    private ResourceSet Load() => new ResourceFolder(new ResourceContext(_directory.Path, "", TestBackends.All), _logger).Load();
}
