using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>A library does not know in which program it runs, so its messages name no command: the program does (<c>Remedy</c>).</summary>
public sealed class CommandWordsTests
{
    // The console's pages are part of the program that serves them.
    private static readonly string[] Programs = ["Confd.Cli", "Confd.Flags.Console"];

    [Fact]
    public void Messages_OfLibraries_NameNoCommandOfConfd()
    {
        var source = Path.Combine(RepositoryFiles.Root, "src");
        var lines =
            from project in Directory.GetDirectories(source)
            where !Programs.Contains(Path.GetFileName(project))
            from file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && line.Contains("`confd ", StringComparison.Ordinal)
            select $"{Path.GetRelativePath(source, file)}: {line.Trim()}";

        lines.ShouldBeEmpty();
    }
}
