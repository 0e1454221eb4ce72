using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Samples;
using Confd.TestSupport;
using YamlDotNet.RepresentationModel;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The manifests: what the kinds ask for, what the parts say of each other, and that confd renders from their
/// configuration.</summary>
public sealed class KubernetesTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Files { get; } =
        [
            .. Directory.GetFiles(PackagingFiles.Path("kubernetes"), "*.yaml")
                .Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal)];

    /// <summary>Those whose confd renders files.</summary>
    public static TheoryData<string> Agents { get; } =
        [.. Files.Select(file => file.Data).Where(file => file != FlagServiceManifestTests.File)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_EachDocument_HasWhatItsKindRequires(string file)
    {
        foreach (var document in Documents(file))
        {
            document.TextAt("metadata.name").ShouldNotBeNullOrEmpty();
            var kind = document.TextAt("kind");
            var (version, part) = kind switch
            {
                "Deployment" or "DaemonSet" => ("apps/v1", "spec.template"),
                "ConfigMap" => ("v1", "data"),
                "ServiceAccount" => ("v1", "metadata.annotations"),
                "Service" => ("v1", "spec.ports"),
                "PodDisruptionBudget" => ("policy/v1", "spec.selector"),
                _ => throw new InvalidOperationException($"{file} has a {kind}"),
            };
            document.TextAt("apiVersion").ShouldBe(version);
            document.At(part).ShouldNotBeNull();
        }

        Documents(file).Select(document => document.TextAt("metadata.namespace")).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Workload_Names_LeadToPartsOfTheFile(string file)
    {
        var workload = Workload(file);
        var pod = workload.At("spec.template.spec")!;
        var volumes = pod.ListAt("volumes").Select(volume => volume.TextAt("name")).ToList();

        workload.EntriesAt("spec.selector.matchLabels").ShouldBeSubsetOf(workload.EntriesAt("spec.template.metadata.labels"));
        Named(file, "ServiceAccount", pod.TextAt("serviceAccountName")).EntriesAt("metadata.annotations")["eks.amazonaws.com/role-arn"]
            .ShouldNotBeNull().ShouldMatch(@"^arn:aws:iam::\d{12}:role/[\w+=,.@-]+$");
        foreach (var container in Containers(pod))
        {
            container.ListAt("volumeMounts").Select(mount => mount.TextAt("name")).ShouldBeSubsetOf(volumes);
            container.ListAt("env")
                .ShouldAllBe(variable => variable.TextAt("name") != null && (variable.At("value") ?? variable.At("valueFrom")) != null);
        }

        foreach (var volume in pod.ListAt("volumes").Where(volume => volume.At("configMap") != null))
        {
            volume.ListAt("configMap.items").Select(item => item.TextAt("key")!)
                .ShouldBe(Named(file, "ConfigMap", volume.TextAt("configMap.name")).EntriesAt("data").Keys, ignoreOrder: true);
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void Container_OfConfd_IsLockedAndProbedWhereItListens(string file)
    {
        var version = File.ReadLines(Path.Combine(RepositoryFiles.Root, "Directory.Build.props"))
            .Single(line => line.Contains("<VersionPrefix>", StringComparison.Ordinal)).Split('<', '>')[2];
        foreach (var container in ConfdContainers(file))
        {
            container.TextAt("image").ShouldBe($"{PackagingFiles.Image}:{version}");
            container.TextAt("securityContext.allowPrivilegeEscalation").ShouldBe("false");
            container.TextAt("securityContext.readOnlyRootFilesystem").ShouldBe("true");
            container.ListAt("securityContext.capabilities.drop").Select(node => node.ToString()).ShouldBe(["ALL"]);

            // Namespaces with a quota refuse a container without them.
            container.TextAt("resources.limits.memory").ShouldNotBeNull();
            container.TextAt("resources.requests.memory").ShouldNotBeNull();
            var parsed = ArgumentParser.Parse(ArgumentsOf(container));
            (parsed.Command?.Kind).ShouldBe(CliCommandKind.Backend);
            var probes = new[] { "livenessProbe", "readinessProbe" }
                .Select(probe => container.At($"{probe}.httpGet"))
                .OfType<YamlNode>()
                .ToList();
            if (parsed.Values.IsSet(Options.Onetime))
            {
                probes.ShouldBeEmpty();
                continue;
            }

            var port = container.ListAt("ports").ShouldHaveSingleItem();
            parsed.Values.Get(Options.MetricsAddr).ShouldBe($":{port.NumberAt("containerPort")}");
            probes.ShouldNotBeEmpty();
            probes.ShouldAllBe(probe => probe.TextAt("port") == port.TextAt("name"));
            container.TextAt("livenessProbe.httpGet.path").ShouldBe("/health", "DynamoDB's failures must not restart the container");
            PackagingFiles.CheckReadiness(container);
            var annotations = Workload(file).EntriesAt("spec.template.metadata.annotations");
            annotations["prometheus.io/scrape"].ShouldBe("true");
            annotations["prometheus.io/port"].ShouldBe(port.TextAt("containerPort"));
        }

        ConfdContainers(file).ShouldNotBeEmpty();
    }

    // The user of confd's image is not that of the application's.
    [Theory]
    [MemberData(nameof(Agents))]
    public void Pod_OfAnApplication_KeepsTheUserOfTheImage(string file)
    {
        var pod = Workload(file).At("spec.template.spec")!;

        pod.TextAt("securityContext.runAsUser").ShouldBeNull();
        pod.TextAt("securityContext.runAsNonRoot").ShouldBeNull();
        ConfdContainers(file).ShouldAllBe(container => container.At("securityContext.runAsUser") != null);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void Container_OfConfd_HasAFolderForItsState(string file)
    {
        foreach (var container in ConfdContainers(file))
        {
            var state = StateOf(container);
            var mount = container.ListAt("volumeMounts")
                .Single(mount => $"{state}/".StartsWith($"{mount.TextAt("mountPath")}/", StringComparison.Ordinal));
            mount.TextAt("readOnly").ShouldBeNull();
            var volume = Workload(file)
                .ListAt("spec.template.spec.volumes")
                .Single(volume => volume.TextAt("name") == mount.TextAt("name"));

            // An emptyDir is writable for everybody, and such a folder is not used: the state folder has to be one that confd makes in it.
            (volume.At("emptyDir") is null).ShouldBe(state == mount.TextAt("mountPath"));
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Container_OfConfd_RendersFromTheConfigMapOfTheFile(string file)
    {
        var table = DynamoDbLocal.NewTableName("kubernetes");
        var confd = new SampleProgram(_folder.Path, _folder.Path);
        await confd.RunAsync([], "table", "create", "--table", table);
        await confd.RunAsync([], "table", "put", "--table", table, "/myapp/database/url", "db.example.com");
        await confd.RunAsync([], "table", "put", "--table", table, "/myapp/database/user", "admin");
        await confd.RunAsync([], "table", "put", "--table", table, "/nodes/node-1/agent/level", "debug");
        var pod = Workload(file).At("spec.template.spec")!;

        foreach (var container in ConfdContainers(file))
        {
            var root = _folder[container.TextAt("name")!];
            foreach (var mount in container.ListAt("volumeMounts"))
            {
                MakeVolume(
                    file,
                    pod.ListAt("volumes").Single(volume => volume.TextAt("name") == mount.TextAt("name")),
                    root,
                    root + mount.TextAt("mountPath"));
            }

            var variables = container.ListAt("env").ToDictionary(node => node.TextAt("name")!, node => node.TextAt("value") ?? "node-1");
            variables["CONFD_STATE_DIR"] = root + StateOf(container);
            await confd.RunAsync(
                variables, [.. ArgumentsOf(container), "--table", table, "--confdir", root + "/etc/confd", "--onetime", "--metrics-addr="]);

            var target = container.ListAt("volumeMounts")
                .Select(mount => mount.TextAt("mountPath")!)
                .Single(path => path.StartsWith("/etc/", StringComparison.Ordinal) && path != "/etc/confd");
            var rendered = await File.ReadAllTextAsync(Directory.GetFiles(root + target).ShouldHaveSingleItem(), Cancellation);
            rendered.ShouldBe(target == "/etc/myapp" ? "[database]\nurl = db.example.com\nuser = admin\n" : "level = debug\n");
        }
    }

    private static IReadOnlyList<YamlNode> Documents(string file) => PackagingFiles.Documents("kubernetes/" + file);

    private static YamlNode Workload(string file) => Documents(file).Single(document => document.At("spec.template") != null);

    private static YamlNode Named(string file, string kind, string? name) =>
        Documents(file).Single(document => document.TextAt("kind") == kind && document.TextAt("metadata.name") == name);

    private static IEnumerable<YamlNode> Containers(YamlNode pod) => pod.ListAt("initContainers").Concat(pod.ListAt("containers"));

    private static IReadOnlyList<YamlNode> ConfdContainers(string file)
    {
        var found = Containers(Workload(file).At("spec.template.spec")!)
            .Where(container => container.TextAt("image")!.Contains("/confd:", StringComparison.Ordinal)).ToList();
        found.ShouldNotBeEmpty();
        return found;
    }

    private static string StateOf(YamlNode container) =>
        container.ListAt("env").FirstOrDefault(variable => variable.TextAt("name") == Options.StateDir.Variable)?.TextAt("value")
            ?? Options.StateDir.DefaultText!;

    private static string[] ArgumentsOf(YamlNode container) => [.. container.ListAt("args").Select(argument => argument.ToString())];

    // As the kubelet does it: files of a configuration map are links into a hidden folder, which is itself behind a link.
    private static void MakeVolume(string file, YamlNode volume, string root, string path)
    {
        Directory.CreateDirectory(path);
        if (volume.TextAt("configMap.name") is not { } name)
        {
            return;
        }

        var data = Named(file, "ConfigMap", name).EntriesAt("data");
        foreach (var item in volume.ListAt("configMap.items"))
        {
            var target = Path.Combine(path, "..2026_01_02", item.TextAt("path")!);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, data[item.TextAt("key")!]!.Replace("\"/etc/", $"\"{root}/etc/", StringComparison.Ordinal));
        }

        Directory.CreateSymbolicLink(Path.Combine(path, "..data"), "..2026_01_02");
        foreach (var folder in Directory.GetDirectories(Path.Combine(path, "..2026_01_02")).Select(Path.GetFileName))
        {
            Directory.CreateSymbolicLink(Path.Combine(path, folder!), Path.Combine("..data", folder!));
        }
    }
}
