using Confd.Cli.CommandLine;
using Confd.GoTemplate;
using YamlDotNet.RepresentationModel;

namespace Confd.Cli.Tests.Packaging;

/// <summary>What the chart gives for both of its kinds: objects that fit together, and command lines that confd takes.</summary>
public sealed class HelmChartTests
{
    public static TheoryData<string, string> Kinds { get; } = new() { { "daemonset", "DaemonSet" }, { "deployment", "Deployment" } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Chart_OfAKind_GivesAnAccountAConfigurationAndOneWorkload(string kind, string expected)
    {
        var objects = Render(kind);

        objects.Select(each => each.TextAt("kind")).ShouldBe(["ConfigMap", expected, "ServiceAccount"], ignoreOrder: true);
        objects.ShouldAllBe(each => each.TextAt("metadata.namespace") == "apps" && each.TextAt("metadata.name") == "web");
        objects.ShouldAllBe(each => each.EntriesAt("metadata.labels")["app.kubernetes.io/instance"] == "web");
        Single(objects, "ServiceAccount").At("metadata.annotations").ShouldBeNull("Pod Identity needs none");
    }

    [Fact]
    public void Account_WithARole_ReportsWhich() =>
        Single(Render("daemonset", ("serviceAccount", "{ create: true, roleArn: 'arn:aws:iam::1:role/r' }")), "ServiceAccount")
            .EntriesAt("metadata.annotations")["eks.amazonaws.com/role-arn"].ShouldBe("arn:aws:iam::1:role/r");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Account_ThatExists_IsNamedAndNotCreated(string kind, string expected)
    {
        var objects = Render(kind, ("serviceAccount", "{ create: false, name: mine }"));

        objects.Select(each => each.TextAt("kind")).ShouldNotContain("ServiceAccount");
        Single(objects, expected).TextAt("spec.template.spec.serviceAccountName").ShouldBe("mine");
    }

    [Theory]
    [InlineData("serviceAccount", "{ create: false, name: '' }", "serviceAccount.name has to name the account")]
    [InlineData("application", "{ image: '', replicas: 1 }", "application.image has to name the application's image")]
    public void Values_ThatAreMissing_AreRequired(string name, string yaml, string message) =>
        Should.Throw<TemplateException>(() => Render("deployment", (name, yaml))).Message.ShouldContain(message);

    [Fact]
    public void Application_OfADeployment_HasItsOwnUserAndItsSpecification()
    {
        var pod = Single(
            Render(
                "deployment",
                (
                    "application",
                    "{ image: 'app:1', replicas: 1, spec: { ports: [{ containerPort: 80 }], env: [{ name: A, value: b }] }, "
                    + "volumes: [{ name: cache, emptyDir: {} }], volumeMounts: [{ name: cache, mountPath: /var/cache/nginx }] }")),
            "Deployment").At("spec.template.spec")!;
        var application = pod.ListAt("containers").ShouldHaveSingleItem();

        pod.TextAt("securityContext.runAsUser").ShouldBeNull();
        pod.TextAt("securityContext.fsGroup").ShouldBe("1654");
        application.TextAt("image").ShouldBe("app:1");
        application.ListAt("ports").Single().NumberAt("containerPort").ShouldBe(80);
        application.ListAt("env").Single().TextAt("value").ShouldBe("b");
        application.ListAt("volumeMounts").Select(mount => mount.TextAt("name")).ShouldBe(["target", "cache"]);
        pod.ListAt("volumes").Select(volume => volume.TextAt("name")).ShouldContain("cache");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Workload_Names_LeadToPartsOfTheChart(string kind, string expected)
    {
        var objects = Render(kind);
        var workload = Single(objects, expected);
        var pod = workload.At("spec.template.spec")!;
        var volumes = pod.ListAt("volumes").ToList();

        workload.EntriesAt("spec.selector.matchLabels").ShouldBeSubsetOf(workload.EntriesAt("spec.template.metadata.labels"));
        pod.TextAt("serviceAccountName").ShouldBe(Single(objects, "ServiceAccount").TextAt("metadata.name"));
        var config = volumes.Single(volume => volume.TextAt("name") == "confd").At("configMap")!;
        var data = Single(objects, "ConfigMap").EntriesAt("data");
        config.ListAt("items").Select(item => item.TextAt("key")!).ShouldBe(data.Keys, ignoreOrder: true);
        config.ListAt("items").Select(item => item.TextAt("path")).ShouldBe(["conf.d/myapp.toml", "templates/myapp.conf.tmpl"]);
        foreach (var container in Containers(pod))
        {
            var mounts = container.ListAt("volumeMounts").Select(mount => mount.TextAt("name"));
            mounts.ShouldBeSubsetOf(volumes.Select(volume => volume.TextAt("name")));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Container_OfConfd_IsLockedAndHasACommandLineThatConfdTakes(string kind, string expected)
    {
        var confd = Containers(Single(Render(kind), expected).At("spec.template.spec")!)
            .Where(container => container.TextAt("image") == $"{PackagingFiles.Image}:0.1.0").ToList();

        confd.Count.ShouldBe(kind == "daemonset" ? 1 : 2);
        foreach (var container in confd)
        {
            container.TextAt("securityContext.allowPrivilegeEscalation").ShouldBe("false");
            container.TextAt("securityContext.readOnlyRootFilesystem").ShouldBe("true");
            container.TextAt("securityContext.runAsUser").ShouldBe(kind == "daemonset" ? "0" : "1654");
            container.ListAt("securityContext.capabilities.drop").Select(node => node.ToString()).ShouldBe(["ALL"]);
            container.TextAt("resources.limits.memory").ShouldBe("96Mi");
            container.TextAt("resources.requests.memory").ShouldBe("32Mi");
            container.ListAt("env").First().TextAt("value").ShouldBe("us-east-1");
            var parsed = ArgumentParser.Parse([.. container.ListAt("args").Select(argument => argument.ToString())]);
            parsed.Command!.Name.ShouldBe("dynamodb");
            if (!parsed.Values.Get(Options.Onetime))
            {
                parsed.Values.Get(Options.MetricsAddr).ShouldBe($":{container.ListAt("ports").Single().NumberAt("containerPort")}");
                container.TextAt("livenessProbe.httpGet.path").ShouldBe("/health");
                PackagingFiles.CheckReadiness(container);
                Single(Render(kind), expected).EntriesAt("spec.template.metadata.annotations")["prometheus.io/port"].ShouldBe("9100");
            }
        }
    }

    [Fact]
    public void Configuration_OfValues_IsWordForWord()
    {
        var data = Single(Render("daemonset"), "ConfigMap").EntriesAt("data");

        data["myapp.conf.tmpl"].ShouldBe("[database]\nurl = {{getv \"/myapp/database/url\"}}\nuser = {{getv \"/myapp/database/user\"}}\n");
        data["myapp.toml"].ShouldStartWith("[template]\nsrc = \"myapp.conf.tmpl\"\n");
    }

    [Theory]
    [InlineData("  indented first\nsecond\n")]
    [InlineData("  a: 1\n  b: 2\n")]
    [InlineData("no end of line")]
    [InlineData("blank lines behind\n\n\n")]
    [InlineData("\ttab, \"quotes\", {{getv `/a`}} & <tags>, # no comment, \u00e9\u2028\n")]
    [InlineData("")]
    public void Configuration_OfAnyText_KeepsEveryByte(string text)
    {
        var given = "{ 'odd: name.tmpl': " + System.Text.Json.JsonSerializer.Serialize(text) + " }";

        Single(Render("daemonset", ("templates", given)), "ConfigMap").EntriesAt("data")["odd: name.tmpl"].ShouldBe(text);
    }

    [Fact]
    public void Chart_OfAnUnknownKind_IsRefused() =>
        Should.Throw<TemplateException>(() => Render("Daemonset")).Message.ShouldContain(
            "kind has to be daemonset or deployment, not Daemonset");

    [Fact]
    public void Workload_OfAnotherConfiguration_HasAnotherChecksum()
    {
        string ChecksumOf(params (string, string)[] changes) => HelmChart.Read(changes).Render("daemonset.yaml").Single()
            .EntriesAt("spec.template.metadata.annotations")["checksum/configuration"]!;

        ChecksumOf().ShouldMatch("^[0-9a-f]{64}$");
        ChecksumOf(("templates", "{ myapp.conf.tmpl: other }")).ShouldNotBe(ChecksumOf());
    }

    private static IReadOnlyList<YamlNode> Render(string kind, params (string Name, string Yaml)[] changes)
    {
        var chart = HelmChart.Read(
            [("kind", kind), ("application", "{ image: 'registry.example/myapp:1.0.0', replicas: 2 }"), .. changes]);
        var files = HelmChart.Files.Select(file => Path.GetFileName(file)!);
        return [.. files.Where(file => file.EndsWith(".yaml", StringComparison.Ordinal)).SelectMany(chart.Render)];
    }

    private static YamlNode Single(IEnumerable<YamlNode> objects, string kind) => objects.Single(each => each.TextAt("kind") == kind);

    private static IEnumerable<YamlNode> Containers(YamlNode pod) => pod.ListAt("initContainers").Concat(pod.ListAt("containers"));
}
