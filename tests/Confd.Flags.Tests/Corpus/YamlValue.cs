using System.Globalization;
using Confd.Flags.Contexts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Confd.Flags.Tests.Corpus;

/// <summary>YAML as JSON values by the core schema of YAML 1.2: <c>on</c> and dates stay strings, <c>&lt;&lt;</c> merges
/// mappings.</summary>
internal static class YamlValue
{
    public static FlagValue Read(string path)
    {
        using var text = File.OpenText(path);
        var stream = new YamlStream();
        stream.Load(text);
        return Convert(stream.Documents[0].RootNode);
    }

    private static FlagValue Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => ConvertMapping(mapping),
        YamlSequenceNode sequence => FlagValue.ArrayOf([.. sequence.Select(Convert)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } scalar => scalar.Value,
        YamlScalarNode scalar => ConvertPlain(scalar.Value ?? ""),
        _ => throw new InvalidDataException($"unexpected YAML at line {node.Start.Line}"),
    };

    private static FlagValue ConvertMapping(YamlMappingNode mapping)
    {
        var merged = mapping.Children
            .Where(pair => IsMerge(pair.Key))
            .SelectMany(pair => Convert(pair.Value).Properties);
        var own = mapping.Children
            .Where(pair => !IsMerge(pair.Key))
            .Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)));
        return FlagValue.ObjectOf(merged.Concat(own));
    }

    private static bool IsMerge(YamlNode key) => key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain };

    private static FlagValue ConvertPlain(string text) => text switch
    {
        "" or "~" or "null" => FlagValue.Null,
        "true" => true,
        "false" => false,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !text.StartsWith('+') => number,
        _ => text,
    };
}
