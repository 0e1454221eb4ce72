using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Confd.Cli.Tests.Packaging;

/// <summary>
/// The chart below <c>packaging/helm</c>, rendered by our template engine with the functions that Helm has: sprig's under their own names,
/// Helm's, and <c>include</c>, which runs a template that another file defines.
/// </summary>
internal sealed class HelmChart
{
    private readonly Template _templates;
    private readonly GoMap _values;

    private HelmChart(Template templates, GoMap values)
    {
        _templates = templates;
        _values = values;
    }

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(PackagingFiles.Path("helm/confd/templates")).Order(StringComparer.Ordinal)];

    /// <summary>Reads chart and values.</summary>
    /// <param name="changes">Values, in YAML, that take the place of those of the chart, such as <c>("kind", "deployment")</c>.</param>
    public static HelmChart Read(params (string Name, string Yaml)[] changes)
    {
        var values = ValueOf(PackagingFiles.Documents("helm/confd/values.yaml").Single()).AsMap();
        foreach (var (name, yaml) in changes)
        {
            values.Set(ByteString.FromString(name), ValueOf(Documents(yaml).Single()));
        }

        var templates = Template.Parse("chart", ""u8, Functions());
        foreach (var file in Files)
        {
            templates = templates.With(Path.GetFileName(file), File.ReadAllBytes(file));
        }

        return new HelmChart(templates, values);
    }

    /// <summary>The objects that one file gives; none where its kind is not wanted.</summary>
    public IReadOnlyList<YamlNode> Render(string file)
    {
        var output = new ArrayBufferWriter<byte>();
        _templates.RenderNamed(file, output, Dot(), this, Cancellation);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        return Documents(text);
    }

    private static IReadOnlyList<YamlNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static FunctionTable Functions()
    {
        const string prefix = "sprig_";
        var table = TemplateFunctions.Table;
        var own = table.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => table.Find(name)!.WithName(name[prefix.Length..]));
        return table.With(own).With(
        [
            GoFunction.Create("include", [GoType.String, GoType.Any], GoType.String, Include),
            GoFunction.Create("required", [GoType.String, GoType.Any], GoType.Any, Required),
        ]);
    }

    // Ours tells values and words apart by what a rendering of confd knows.
    private static Value Required(RenderContext context, ReadOnlySpan<Value> arguments) =>
        arguments[1].ToString() is "" or "<no value>" or "<nil>"
            ? throw new TemplateFunctionException(arguments[0].ToString())
            : arguments[1];

    private static Value Include(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var chart = context.GetState<HelmChart>();
        var output = new ArrayBufferWriter<byte>();
        chart._templates.RenderNamed(arguments[0].ToString(), output, arguments[1], chart, context.CancellationToken);
        return Value.FromString(new ByteString(output.WrittenMemory));
    }

    private Value Dot()
    {
        var chart = (YamlMappingNode)PackagingFiles.Documents("helm/confd/Chart.yaml").Single();
        var ofChart = MapOf(chart.Children.Select(pair => (Capital(((YamlScalarNode)pair.Key).Value!), ValueOf(pair.Value))));
        return Value.FromMap(MapOf(
        [
            ("Values", Value.FromMap(_values)),
            ("Chart", Value.FromMap(ofChart)),
            ("Release", Value.FromMap(MapOf([("Name", Value.FromString("web")), ("Namespace", Value.FromString("apps"))]))),
        ]));
    }

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static GoMap MapOf(IEnumerable<(string Name, Value Value)> entries)
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var (name, value) in entries)
        {
            map.Set(ByteString.FromString(name), value);
        }

        return map;
    }

    private static Value ValueOf(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Value.FromMap(
            MapOf(mapping.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, ValueOf(pair.Value))))),
        YamlSequenceNode list => Value.FromSlice(GoSlice.Over(GoType.AnySlice, [.. list.Children.Select(ValueOf)])),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => Value.FromInt(number),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } truth => Value.FromBool(truth.Value == "true"),
        _ => Value.FromString(((YamlScalarNode)node).Value ?? ""),
    };
}
