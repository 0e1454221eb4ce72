using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The charts of <c>docs/performance.md</c> are those of the figures beside them.</summary>
public sealed class ChartTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Charts_DrawnFromTheResults_AreThoseOfTheDocs()
    {
        using (var drawing = Process.Start(Path.Combine(RepositoryFiles.Root, "bench", "charts.sh"), [_folder.Path]))
        {
            await drawing.WaitForExitAsync(Cancellation);
            drawing.ExitCode.ShouldBe(0);
        }

        var kept = Path.Combine(RepositoryFiles.Root, "docs", "images", "performance");
        Names(_folder.Path).ShouldBe(Names(kept));
        foreach (var name in Names(kept))
        {
            File.ReadAllText(Path.Combine(_folder.Path, name)).ShouldBe(File.ReadAllText(Path.Combine(kept, name)), "run bench/charts.sh");
        }
    }

    private static string[] Names(string folder) =>
        [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
