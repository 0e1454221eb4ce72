using System.Globalization;
using Confd.TestSupport;
using YamlDotNet.RepresentationModel;

namespace Confd.Cli.Tests.Packaging;

/// <summary>The files below <c>packaging</c>, and ways through their YAML.</summary>
internal static class PackagingFiles
{
    /// <summary>The absolute path of a file below <c>packaging</c>.</summary>
    public static string Path(string relativePath) => System.IO.Path.Combine(RepositoryFiles.Root, "packaging", relativePath);

    /// <summary>The image that a release publishes.</summary>
    public static string Image { get; } = File.ReadLines(Path("docker/docker-bake.hcl"))
        .Single(line => line.Contains("ghcr.io/", StringComparison.Ordinal)).Split('"')[1];

    /// <summary>Of a container that has one: <c>/ready</c> asks the backend for up to five seconds, and Kubernetes waits for one by
    /// default.</summary>
    public static void CheckReadiness(YamlNode container)
    {
        if (container.At("readinessProbe") is { } probe)
        {
            probe.TextAt("httpGet.path").ShouldBe("/ready");
            probe.NumberAt("timeoutSeconds").ShouldNotBeNull().ShouldBeGreaterThan(5);
        }
    }

    /// <summary>The documents of a YAML file, below <c>packaging</c> or absolute.</summary>
    public static IReadOnlyList<YamlNode> Documents(string relativePath)
    {
        using var reader = new StreamReader(Path(relativePath));
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>What is found along a path such as <c>spec.template.metadata</c>; null where it ends early.</summary>
    public static YamlNode? At(this YamlNode node, string path) =>
        path.Split('.').Aggregate((YamlNode?)node, (current, name) =>
            current is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null);

    /// <summary>The elements of the list along a path; none where there is no list.</summary>
    public static IEnumerable<YamlNode> ListAt(this YamlNode node, string path) => (node.At(path) as YamlSequenceNode)?.Children ?? [];

    /// <summary>The text along a path, or null.</summary>
    public static string? TextAt(this YamlNode node, string path) => (node.At(path) as YamlScalarNode)?.Value;

    /// <summary>The number along a path, or null.</summary>
    public static int? NumberAt(this YamlNode node, string path) =>
        int.TryParse(node.TextAt(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The entries of the mapping along a path; none where there is no mapping.</summary>
    public static IReadOnlyDictionary<string, string?> EntriesAt(this YamlNode node, string path) =>
        (node.At(path) as YamlMappingNode)?.Children.ToDictionary(
            pair => ((YamlScalarNode)pair.Key).Value!, pair => (pair.Value as YamlScalarNode)?.Value)
            ?? [];
}
