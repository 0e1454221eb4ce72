using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>The folders of each project point one way: what <c>docs/architecture.md</c> draws as layers.</summary>
public sealed partial class FolderTests
{
    // Cycles that are still there. A line may only go.
    private static readonly string[] KnownCycles = [];

    // Each folder of the engine sees only those before it in this list; its root, the facade, sees all.
    private static readonly string[] EngineLayers =
    [
        "Diffs", "Shell", "Posix", "Documents", "Keys", "Flags", "Commands", "Files", "Templates", "Resources", "State", "Backends",
        "Updating", "Running",
        "Observing", "Validation",
    ];

    [Fact]
    public void Folders_OfEachProject_HaveNoCycle()
    {
        var found =
            from project in Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "src"))
            let name = Path.GetFileName(project)
            from cycle in CyclesOf(References(name))
            select $"{name}: {string.Join(' ', cycle)}";

        found.Order(StringComparer.Ordinal).ShouldBe(KnownCycles);
    }

    [Fact]
    public void Folders_OfTheEngine_SeeOnlyThoseBelow()
    {
        var upward =
            from folder in References("Confd.Engine")
            where folder.Key.Length > 0
            from used in folder.Value
            where used.Length > 0 && Array.IndexOf(EngineLayers, used) >= Array.IndexOf(EngineLayers, folder.Key)
            select $"{folder.Key} -> {used}";

        upward.ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_OfEachFile_AreItsFolders()
    {
        var wrong =
            from file in RepositoryFiles.Sources
            let relative = Path.GetRelativePath(Path.Combine(RepositoryFiles.Root, "src"), Path.GetDirectoryName(file)!)
            let expected = relative.Replace('/', '.')
            let found = NamespaceOf(File.ReadAllText(file))
            where found is not null && found != expected && !IsForHosts(found)
            select $"{file}: {found}";

        wrong.ShouldBeEmpty();
    }

    // Extension methods on a framework's builder lie where their users look for them, as the framework's guidelines ask.
    private static bool IsForHosts(string name) => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);

    // Top folder -> top folders that its files use; the empty name is the project's root.
    private static Dictionary<string, HashSet<string>> References(string project)
    {
        var result = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var file in RepositoryFiles.Sources.Where(file => file.Contains($"/src/{project}/", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            if (NamespaceOf(text) is not { } own || IsForHosts(own))
            {
                continue;
            }

            var here = TopFolder(own, project);
            var used = result.TryGetValue(here, out var known) ? known : result[here] = new HashSet<string>(StringComparer.Ordinal);
            var there =
                from match in UsingLine().Matches(text)
                let name = match.Groups["name"].Value
                where name == project || name.StartsWith(project + ".", StringComparison.Ordinal)
                select TopFolder(name, project);
            used.UnionWith(there.Where(folder => folder != here));
        }

        return result;
    }

    private static string TopFolder(string name, string project) =>
        name == project ? "" : name[(project.Length + 1)..].Split('.')[0];

    private static string? NamespaceOf(string text) =>
        NamespaceLine().Match(text) is { Success: true } match ? match.Groups["name"].Value : null;

    // Folders that reach each other both ways belong to one cycle.
    private static IEnumerable<string[]> CyclesOf(Dictionary<string, HashSet<string>> references)
    {
        var reach = references.Keys.ToDictionary(folder => folder, folder => Reachable(folder, references), StringComparer.Ordinal);
        return references.Keys
            .Where(folder => folder.Length > 0)
            .Select(folder => reach.Keys
                .Where(other => other.Length > 0 && reach[folder].Contains(other) && reach[other].Contains(folder))
                .Order(StringComparer.Ordinal)
                .ToArray())
            .Where(cycle => cycle.Length > 1)
            .DistinctBy(cycle => string.Join(' ', cycle));
    }

    private static HashSet<string> Reachable(string start, Dictionary<string, HashSet<string>> references)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var folder))
        {
            foreach (var next in references.GetValueOrDefault(folder) ?? [])
            {
                // The root is the facade: whoever uses it is not below it.
                if (next.Length > 0 && found.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return found;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (static )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex UsingLine();
}
