using System.Diagnostics;
using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>The files that a step left below <c>out</c>, compared with the golden ones.</summary>
internal sealed class ScenarioSnapshot(ScenarioWorkspace workspace, JsonObject scenario)
{
    private readonly string _root = workspace["out"];

    /// <summary>Throws at the first file that is missing, surplus or different.</summary>
    /// <param name="golden">Names with <c>mode</c>, <c>owner</c>, <c>link</c> and the <c>content</c> file below <c>expect</c>.</param>
    public void Compare(JsonObject golden)
    {
        var found = Find().ToDictionary();
        var names = golden.Select(file => file.Key).Union(found.Keys).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!found.TryGetValue(name, out var path))
            {
                throw new ScenarioFailure($"{name} was not produced");
            }

            Compare(name, path, golden[name]?.AsObject() ?? throw new ScenarioFailure($"unexpected file {name}"));
        }
    }

    private static string? Owner(string path)
    {
        using var stat = Process.Start(
            new ProcessStartInfo("stat", ["-c", "%u:%g", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }

    private void Compare(string name, string path, JsonObject wanted)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            Require(name, "link", (string?)wanted["link"], workspace.RestoreText(System.Text.Encoding.UTF8.GetBytes(target)));
            return;
        }

        Require(name, "link", (string?)wanted["link"], null);
        var mode = File.GetUnixFileMode(path);
        Require(name, "mode", (string?)wanted["mode"], Convert.ToString((int)mode, 8).PadLeft(4, '0'));
        if ((bool?)scenario["ownership"] == true)
        {
            Require(name, "owner", (string?)wanted["owner"], Owner(path));
        }

        var expected = File.ReadAllBytes(Path.Combine(workspace.Source, "expect", (string)wanted["content"]!));
        var actual = workspace.Restore(ReadWhateverItsMode(path, mode));
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            throw new ScenarioFailure(
                $"{name} is {ScenarioText.Clip(System.Text.Encoding.UTF8.GetString(actual))}, "
                + $"expected {ScenarioText.Clip(System.Text.Encoding.UTF8.GetString(expected))}");
        }
    }

    private static byte[] ReadWhateverItsMode(string path, UnixFileMode mode)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException)
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
            var bytes = File.ReadAllBytes(path);
            File.SetUnixFileMode(path, mode);
            return bytes;
        }
    }

    private static void Require(string name, string what, string? wanted, string? found)
    {
        if (wanted != found)
        {
            throw new ScenarioFailure($"{name}: {what} is {found ?? "none"}, expected {wanted ?? "none"}");
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Find()
    {
        var stages = ScenarioText.List(scenario["stage"]).ToList();
        var names = new HashSet<string>();
        var entries = new FileSystemEnumerable<string>(
            _root,
            (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        foreach (var path in entries.Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(_root, path);
            if (ScenarioText.List(scenario["ignore"])
                .Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
            {
                continue;
            }

            var file = Path.GetFileName(path);
            var stage = stages.Find(each => file.StartsWith("." + each, StringComparison.Ordinal) && file != "." + each);
            name = stage is null ? name : Path.Combine(Path.GetDirectoryName(name)!, $".{stage}@STAGE@");
            while (!names.Add(name))
            {
                name += "+";
            }

            yield return new(name, path);
        }
    }
}
