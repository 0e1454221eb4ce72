using System.Text.RegularExpressions;
using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Packaging;

/// <summary>What can be said of the image without building it.</summary>
public sealed partial class DockerfileTests
{
    private static readonly IReadOnlyList<string[]> Instructions =
    [
        .. File.ReadAllText(PackagingFiles.Path("docker/Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    [Fact]
    public void From_EachStage_NamesAVersion()
    {
        var images = Images().ToList();

        images.Count.ShouldBe(2);
        images.ShouldAllBe(image => Pinned().IsMatch(image));
    }

    // A program that was linked to a newer C library does not start on an older one.
    [Fact]
    public void From_BothStages_AreOfOneDistribution() =>
        Images().Select(image => Pinned().Match(image).Groups["distribution"].Value).Distinct().ShouldHaveSingleItem();

    // The compiler runs on the machine's own processor, whatever the image is for; docker-bake.hcl asks for both.
    [Fact]
    public void Build_OfBothProcessors_CrossesInsteadOfEmulating()
    {
        Arguments("FROM").First()[0].ShouldBe("--platform=$BUILDPLATFORM");
        Arguments("FROM").Last()[0].ShouldNotStartWith("--platform");
        Arguments("ARG").Select(arguments => arguments[0]).ShouldBe(["TARGETARCH=amd64", "VERSION="]);
        var bake = File.ReadAllText(PackagingFiles.Path("docker/docker-bake.hcl"));
        bake.ShouldContain("platforms  = [\"linux/amd64\", \"linux/arm64\"]");
        bake.ShouldContain("dockerfile = \"packaging/docker/Dockerfile\"");
    }

    [Fact]
    public void User_LastStage_IsAnOrdinaryOneByNumber()
    {
        // Kubernetes cannot tell whether a name is root's (runAsNonRoot).
        var user = Arguments("USER").ShouldHaveSingleItem()[0];

        int.Parse(user).ShouldBeGreaterThan(0);
        Instructions.ToList()
            .FindIndex(line => line[0] == "USER")
            .ShouldBeGreaterThan(Instructions.ToList().FindLastIndex(line => line[0] == "FROM"));
        PackagingFiles.Documents("kubernetes/sidecar.yaml")
            .SelectMany(document => document.ListAt("spec.template.spec.initContainers"))
            .Select(container => container.TextAt("securityContext.runAsUser"))
            .ShouldBe([user, user]);
    }

    [Fact]
    public void Copy_Sources_ExistOrAreBuilt()
    {
        var scripts = Arguments("RUN").Select(arguments => arguments[0]).Where(program => program.Contains('/')).ToList();

        scripts.ShouldBe(["eng/publish-native.sh"]);
        scripts.ShouldAllBe(script => File.Exists(Path.Combine(RepositoryFiles.Root, script)));
        Arguments("COPY")
            .Select(arguments => string.Join(' ', arguments))
            .Take(2)
            .ShouldBe([". .", "--from=build /source/artifacts/confd /usr/bin/confd"]);
        Instructions.Single(line => line[0] == "WORKDIR")[1].ShouldBe("/source");
    }

    // Without it every run would warn: an ordinary user cannot make the folder.
    [Fact]
    public void StateFolder_OfTheDefault_IsTheUsersOwn()
    {
        var user = Arguments("USER").ShouldHaveSingleItem()[0];

        Arguments("RUN").Select(arguments => string.Join(' ', arguments)).ShouldContain("mkdir -p -m 0700 /state/confd");
        Arguments("COPY")
            .Select(arguments => string.Join(' ', arguments))
            .ShouldContain($"--from=build --chown={user}:{user} /state/ /var/lib/");
        Options.StateDir.DefaultText.ShouldBe("/var/lib/confd");
    }

    [Fact]
    public void Entrypoint_IsTheCopiedProgramWithoutAShell()
    {
        string.Join(' ', Arguments("ENTRYPOINT").ShouldHaveSingleItem()).ShouldBe("[\"/usr/bin/confd\"]");
        string.Join(' ', Arguments("CMD").ShouldHaveSingleItem()).ShouldBe("[\"--help\"]");
    }

    // Files that are built or fetched on the machine that builds the image must not get into it.
    [Fact]
    public void DockerIgnore_FoldersOfGitIgnore_AreLeftOut() =>
        File.ReadAllLines(Path.Combine(RepositoryFiles.Root, ".gitignore"))
            .Where(line => line.EndsWith('/'))
            .Select(line => "**/" + line.TrimEnd('/'))
            .ShouldBeSubsetOf(File.ReadAllLines(Path.Combine(RepositoryFiles.Root, ".dockerignore")));

    private static IEnumerable<string> Images() =>
        Arguments("FROM").Select(arguments => arguments.First(argument => !argument.StartsWith("--", StringComparison.Ordinal)));

    private static IEnumerable<string[]> Arguments(string instruction) =>
        Instructions.Where(line => line[0] == instruction).Select(line => line[1..]);

    [GeneratedRegex(@"^mcr\.microsoft\.com/dotnet/[\w-]+:\d+\.\d+-(?<distribution>[a-z]+)(-[a-z]+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pinned();
}
