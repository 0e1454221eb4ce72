using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using YamlDotNet.RepresentationModel;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The manifest of the flag service: its parts fit together, and the program takes what it is given.</summary>
public sealed class FlagServiceManifestTests
{
    public const string File = "flag-service.yaml";

    private static readonly IReadOnlyList<YamlNode> Documents = PackagingFiles.Documents("kubernetes/" + File);
    private static readonly YamlNode Pod = Of("Deployment").At("spec.template.spec")!;
    private static readonly YamlNode Container = Pod.ListAt("containers").ShouldHaveSingleItem();

    private readonly CapturedHost _host = new();

    private static IEnumerable<string> Arguments => Container.ListAt("args").Select(argument => argument.ToString());

    [Fact]
    public void Arguments_AreThoseOfAServiceWithKeysOfTheSecret()
    {
        var parsed = ToolParser.Parse(_host.Tools, [.. Arguments]);

        parsed.Errors.ShouldBeEmpty();
        parsed.CommandResult.Command.Name.ShouldBe("serve");
        var volume = Pod.ListAt("volumes").ShouldHaveSingleItem();
        var mount = Container.ListAt("volumeMounts").ShouldHaveSingleItem();
        mount.TextAt("name").ShouldBe(volume.TextAt("name"));
        mount.TextAt("readOnly").ShouldBe("true");
        Arguments.Where(argument => argument.Contains("-key-file=", StringComparison.Ordinal)).Select(argument => argument.Split('=')[1])
            .ShouldBe(volume.ListAt("secret.items").Select(item => $"{mount.TextAt("mountPath")}/{item.TextAt("path")}"));
    }

    [Fact]
    public void Probes_AskTheAddressesOfTheArguments()
    {
        var ports = Container.ListAt("ports").ToDictionary(port => port.TextAt("name")!, port => port.TextAt("containerPort"));

        Arguments.ShouldContain($"--listen=:{ports["http"]}");
        Arguments.ShouldContain($"--metrics-addr=:{ports["metrics"]}");
        Container.TextAt("readinessProbe.httpGet.port").ShouldBe("http");
        PackagingFiles.CheckReadiness(Container);
        Container.TextAt("livenessProbe.httpGet.path").ShouldBe("/health");
        Container.TextAt("livenessProbe.httpGet.port").ShouldBe("metrics");
        var annotations = Of("Deployment").EntriesAt("spec.template.metadata.annotations");
        annotations["prometheus.io/port"].ShouldBe(ports["metrics"]);
        Of("Service").ListAt("spec.ports").ShouldHaveSingleItem().TextAt("targetPort").ShouldBe("http");
    }

    [Fact]
    public void Container_IsLocked()
    {
        Container.TextAt("image").ShouldStartWith($"{PackagingFiles.Image}:");
        Container.TextAt("securityContext.runAsNonRoot").ShouldBe("true");
        Container.TextAt("securityContext.runAsUser").ShouldBe(Pod.TextAt("securityContext.fsGroup"));
        Container.TextAt("securityContext.allowPrivilegeEscalation").ShouldBe("false");
        Container.TextAt("securityContext.readOnlyRootFilesystem").ShouldBe("true");
        Container.ListAt("securityContext.capabilities.drop").Select(node => node.ToString()).ShouldBe(["ALL"]);
        Container.TextAt("resources.limits.memory").ShouldNotBeNull();
        Container.TextAt("resources.requests.memory").ShouldNotBeNull();
    }

    [Fact]
    public void Selectors_FindThePods()
    {
        var labels = Of("Deployment").EntriesAt("spec.template.metadata.labels");

        Of("Service").EntriesAt("spec.selector").ShouldBe(labels);
        Of("PodDisruptionBudget").EntriesAt("spec.selector.matchLabels").ShouldBe(labels);
        Pod.ListAt("topologySpreadConstraints").ShouldHaveSingleItem().EntriesAt("labelSelector.matchLabels").ShouldBe(labels);
        Of("Deployment").NumberAt("spec.replicas").ShouldNotBeNull().ShouldBeGreaterThan(1);
    }

    // Requests may finish for ten seconds, after the pause.
    [Fact]
    public void End_LeavesTimeForRequests() =>
        Pod.NumberAt("terminationGracePeriodSeconds").ShouldNotBeNull()
            .ShouldBeGreaterThan(Container.NumberAt("lifecycle.preStop.sleep.seconds").ShouldNotBeNull() + 10);

    private static YamlNode Of(string kind) => Documents.Single(document => document.TextAt("kind") == kind);
}
