using System.Reflection;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>A container that is disposed synchronously throws for a service that can only be disposed asynchronously, and leaves the
/// services that were created before it.</summary>
public sealed class DisposalTests
{
    [Fact]
    public void PublicClass_DisposedAsynchronously_CanBeDisposedSynchronouslyToo()
    {
        var types =
            (from project in Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "src"), "Confd.*")
             let name = Path.GetFileName(project)
             where File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"))
             from type in Assembly.Load(new AssemblyName(name)).GetExportedTypes()
             where type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IAsyncDisposable))
             select type).ToList();

        types.Count.ShouldBeGreaterThan(10);
        types.Where(type => !type.IsAssignableTo(typeof(IDisposable))).Select(type => type.FullName).ShouldBeEmpty();
    }
}
