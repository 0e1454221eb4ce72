using System.Diagnostics;
using System.Text.RegularExpressions;
using Confd.TestSupport;
using YamlDotNet.RepresentationModel;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The workflows of GitHub: what they trust, where they run, what may write.</summary>
public sealed partial class WorkflowTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Files { get; } =
        [
            .. Directory.GetFiles(Path.Combine(RepositoryFiles.Root, ".github", "workflows"), "*.yml")
                .Select(file => Path.GetFileName(file)!)];

    public void Dispose() => _folder.Dispose();

    // A tag of somebody else's repository can be moved.
    [Theory]
    [MemberData(nameof(Files))]
    public void Actions_OfAWorkflow_AreNamedByTheirCommit(string file)
    {
        var uses = File.ReadLines(PathOf(file)).Where(line => line.Contains("uses: ", StringComparison.Ordinal)).ToList();

        uses.ShouldNotBeEmpty();
        uses.Where(line => !Pinned().IsMatch(line)).ShouldBeEmpty();
    }

    // What the scripts install is Debian's; Ubuntu has no Chromium to install, and a newer C library.
    [Theory]
    [MemberData(nameof(Files))]
    public void Jobs_ThatRunScriptsOfTheRepository_RunOnDebian(string file)
    {
        var jobs = Jobs(file).Where(job => Runs(job).Any(run => run.Contains("./test.sh") || run.Contains("eng/"))).ToList();

        jobs.ShouldNotBeEmpty();
        jobs.ShouldAllBe(job => job.TextAt("container") == "debian:12");
    }

    [Fact]
    public void Release_JobsThatMayWrite_BuildNothingAndComeAfterThoseThatDo()
    {
        var jobs = ((YamlMappingNode)Root("release.yml").At("jobs")!).Children
            .ToDictionary(job => ((YamlScalarNode)job.Key).Value!, job => job.Value);

        Root("release.yml").EntriesAt("permissions").ShouldHaveSingleItem().ShouldBe(new("contents", "read"));
        jobs.Where(job => job.Value.EntriesAt("permissions").Values.Contains("write")).Select(job => job.Key)
            .ShouldBe(["publish", "image"]);
        Runs(jobs["publish"]).ShouldAllBe(run => !run.Contains("eng/") && !run.Contains(".sh"));
        jobs["build"].TextAt("needs").ShouldBe("test");
        jobs["publish"].TextAt("needs").ShouldBe("build");
        jobs["image"].TextAt("needs").ShouldBe("publish");
        Runs(jobs["test"]).ShouldContain("git merge-base --is-ancestor \"$GITHUB_SHA\" origin/main");
    }

    [Theory]
    [InlineData("v0.1.1", 0, "- of 0.1.1\n\n")]
    [InlineData("v0.1.10", 0, "- of 0.1.10\n\n")]
    [InlineData("v0.1", 1, "")]
    public async Task Notes_OfATag_AreThoseOfItsVersionAlone(string tag, int status, string expected)
    {
        _folder.Write(
            "CHANGELOG.md",
            "# Changelog\n\n## Unreleased\n- new\n\n## 0.1.10 (2027-01-01)\n- of 0.1.10\n\n## 0.1.1\n- of 0.1.1\n\n## 0.1.0\n");
        var script = Jobs("release.yml").SelectMany(Runs).Single(run => run.Contains("CHANGELOG.md"));
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-ec", script])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
            Environment = { ["GITHUB_REF_NAME"] = tag },
        })!;
        await bash.WaitForExitAsync(Cancellation);

        bash.ExitCode.ShouldBe(status);
        var notes = _folder["artifacts/notes.md"];
        (File.Exists(notes) ? await File.ReadAllTextAsync(notes, Cancellation) : "").ShouldBe(expected);
    }

    [Theory]
    [InlineData("v1.0.0", "--latest")]
    [InlineData("v1.0.0-rc.1", "--prerelease")]
    public async Task Release_OfATag_IsTheLatestUnlessItIsAPreview(string tag, string expected)
    {
        var script = Jobs("release.yml").SelectMany(Runs).Single(run => run.Contains("gh release create"));
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-ec", "gh() { echo \"$@\"; }; " + script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["GITHUB_REF_NAME"] = tag },
        })!;
        var words = (await bash.StandardOutput.ReadToEndAsync(Cancellation)).Trim().Split(' ');

        words[..3].ShouldBe(["release", "create", tag]);
        words.Intersect(["--latest", "--prerelease"]).ShouldBe([expected]);
    }

    [Fact]
    public void Dependabot_LooksAfterEveryLockedFolderOfNpm()
    {
        var dependabot = File.ReadAllText(Path.Combine(RepositoryFiles.Root, ".github", "dependabot.yml"));
        var tests = Path.Combine(RepositoryFiles.Root, "tests");

        Directory.GetDirectories(tests)
            .Where(folder => File.Exists(Path.Combine(folder, "package-lock.json")))
            .Select(folder => "/tests/" + Path.GetFileName(folder))
            .Where(folder => !dependabot.Contains(folder, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static string PathOf(string file) => Path.Combine(RepositoryFiles.Root, ".github", "workflows", file);

    private static YamlNode Root(string file) => PackagingFiles.Documents(PathOf(file)).Single();

    private static IEnumerable<YamlNode> Jobs(string file) => ((YamlMappingNode)Root(file).At("jobs")!).Children.Values;

    private static IEnumerable<string> Runs(YamlNode job) => job.ListAt("steps").Select(step => step.TextAt("run")).OfType<string>();

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();
}
