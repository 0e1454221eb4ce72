using Confd.Engine.Posix;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Posix;

/// <summary>Folders as Kubernetes mounts them, and folders that only look so.</summary>
public sealed class ProjectedFolderTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void EntriesOf_MountedFolder_LeavesOutOtherGenerations()
    {
        Mount();

        Names().ShouldBe(["..data", "app.json", "extra"], ignoreOrder: true);
    }

    [Fact]
    public void EntriesOf_FolderWithoutACurrentGeneration_IsAllOfIt()
    {
        _directory.Write("..2026/app.json", "");
        _directory.Write("a", "");

        Names().ShouldBe(["..2026", "a"], ignoreOrder: true);
    }

    [Fact]
    public void EntriesOf_DataLinkLeadsElsewhere_IsNotAProjectedFolder()
    {
        using var other = new TempDirectory();
        Directory.CreateSymbolicLink(_directory["..data"], other.Path);
        _directory.Write("..old/app.json", "");

        Names().ShouldBe(["..data", "..old"], ignoreOrder: true);
        Entries().ShouldNotContain(entry => entry.Name == "..data" && ProjectedFolder.IsEntered(entry));
    }

    [Fact]
    public void IsEntered_Entries_AreFoldersAndTheCurrentGeneration()
    {
        Mount();
        Directory.CreateDirectory(_directory["folder"]);
        Directory.CreateSymbolicLink(_directory["link"], "folder");

        Entries().Where(ProjectedFolder.IsEntered).Select(entry => entry.Name).ShouldBe(["..data", "folder"], ignoreOrder: true);
    }

    [Fact]
    public void WithoutTwins_FileFoundByBothNames_KeepsTheVisibleName()
    {
        Mount();
        _directory.Write("..2026_02/hidden.json", "");
        string[] found = [_directory["..data/app.json"], _directory["app.json"], _directory["..data/hidden.json"]];

        ProjectedFolder.WithoutTwins(found).ShouldBe([_directory["app.json"], _directory["..data/hidden.json"]]);
    }

    [Fact]
    public void WithoutTwins_NoGeneration_IsAllInOrder()
    {
        string[] found = [_directory["b"], _directory["a"]];

        ProjectedFolder.WithoutTwins(found).ShouldBeSameAs(found);
    }

    // Two generations, of which the second counts; the file that people see is a link through ..data.
    private void Mount()
    {
        _directory.Write("..2026_01/app.json", "old");
        _directory.Write("..2026_02/app.json", "new");
        Directory.CreateSymbolicLink(_directory["..data"], "..2026_02");
        File.CreateSymbolicLink(_directory["app.json"], "..data/app.json");
        _directory.Write("extra", "");
    }

    private IReadOnlyList<FileSystemInfo> Entries() => ProjectedFolder.EntriesOf(new DirectoryInfo(_directory.Path));

    private IEnumerable<string> Names() => Entries().Select(entry => entry.Name);
}
