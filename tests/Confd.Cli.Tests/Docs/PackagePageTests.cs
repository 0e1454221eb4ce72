using System.Text.RegularExpressions;
using Confd.Cli.Backends;
using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>READMEs and pages name what there is: types of a package, options of the program.</summary>
public sealed partial class PackagePageTests
{
    private static readonly string Source = Path.Combine(RepositoryFiles.Root, "src");
    private static readonly string[] Folders = ["src/", "samples/", "integrations/", "docs/"];
    private static readonly string[] OfOtherPrograms = ["docs/performance.md", "docs/decisions/"];

    public static TheoryData<string> Packages { get; } =
    [
        .. Directory.EnumerateFiles(Source, "README.md", SearchOption.AllDirectories)
            .Select(page => Path.GetFileName(Path.GetDirectoryName(page)!))
            .Where(project => File.Exists(Path.Combine(Source, project, "PublicAPI.Unshipped.txt")))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Types_OfAPackagesTable_ArePublic(string project) => TypesNamedIn(project).Except(TypesOf(project)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Packages))]
    public void Backends_OfAPackage_AreInItsTable(string project) =>
        ServedBackends.All.Factories.Select(factory => factory.GetType())
            .Where(type => type.IsPublic && type.Assembly.GetName().Name == project)
            .Select(type => type.Name)
            .Except(TypesNamedIn(project)).ShouldBeEmpty();

    [Fact]
    public void Options_OfReadmesAndPages_AreOptions()
    {
        var known = CliCommands.All.SelectMany(command => command.Options).Concat(Options.Global).Select(option => option.Flag)
            .Concat(OptionsBelow(new CapturedHost().Tools))
            .ToHashSet(StringComparer.Ordinal);
        var named =
            from name in MarkdownPage.All
            where Folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal))
                && !OfOtherPrograms.Any(page => name.StartsWith(page, StringComparison.Ordinal))
            from span in MarkdownPage.Read(Path.Combine(RepositoryFiles.Root, name)).CodeSpans
            let option = span.Text.Split(' ', '=')[0]
            where OptionStart().IsMatch(option)
            select (Page: $"{name}:{span.Line}", Option: option);

        named.ShouldNotBeEmpty();
        named.Where(each => !known.Contains(each.Option)).ShouldBeEmpty();
    }

    // `FlagArchive`, `Backoff`, `SecretLookup<T>`: the first column of the tables that begin with `| type |`.
    private static List<string> TypesNamedIn(string project)
    {
        var names = new List<string>();
        var isInTable = false;
        foreach (var line in File.ReadLines(Path.Combine(Source, project, "README.md")))
        {
            isInTable = line.StartsWith("| type |", StringComparison.Ordinal) || (isInTable && line.StartsWith('|'));
            if (isInTable)
            {
                names.AddRange(CodeSpan().Matches(line.Split('|')[1]).Select(span => span.Groups["name"].Value));
            }
        }

        return names;
    }

    private static IEnumerable<string> TypesOf(string project) => File.ReadLines(Path.Combine(Source, project, "PublicAPI.Unshipped.txt"))
        .Concat(File.ReadLines(Path.Combine(Source, project, "PublicAPI.Shipped.txt")))
        .Select(line => TypeLine().Match(line))
        .Where(match => match.Success)
        .Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> OptionsBelow(System.CommandLine.Command command) =>
        command.Options.Select(option => option.Name).Concat(command.Subcommands.SelectMany(OptionsBelow));

    [GeneratedRegex("`(?<name>[A-Za-z]+)[^`]*`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^--[a-z]")]
    private static partial Regex OptionStart();

    [GeneratedRegex(@"^[A-Za-z.]+\.(?<name>[A-Z]\w*)(<[\w, ]+>)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeLine();
}
