using Xunit;

namespace Confd.TestSupport;

/// <summary>Data files of the repository, and third-party suites that lie beside it.</summary>
public static class RepositoryFiles
{
    /// <summary>The repository's root: the nearest parent of the test program that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files of C# below <c>src</c>, but for what builds make.</summary>
    public static IEnumerable<string> Sources { get; } =
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>A file or folder below <c>tests/fixtures</c>.</summary>
    public static string Fixture(string relativePath) => Path.Combine(Root, "tests", "fixtures", relativePath);

    /// <summary>
    /// A file or folder below the corpus of third-party suites, <c>../shared/corpus</c>; where it is absent the test is reported as
    /// skipped.
    /// </summary>
    public static string ThirdParty(string relativePath)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "corpus", relativePath));
        Assert.SkipUnless(Path.Exists(path), $"the third-party suite {relativePath} is not on this machine");
        return path;
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Confd.slnx")))
        {
            directory = Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException($"no Confd.slnx above {AppContext.BaseDirectory}");
        }

        return directory;
    }
}
