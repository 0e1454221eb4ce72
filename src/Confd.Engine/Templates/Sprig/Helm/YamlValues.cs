using System.Globalization;
using Confd.Engine.Documents;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Converts a YAML document to template values. Numbers are floats, as in JSON, to which Helm converts them.</summary>
internal static class YamlValues
{
    /// <summary>Reads the first document of a text, whose elements may be as many as its bytes.</summary>
    /// <exception cref="DocumentException">The text is not YAML, or contains what JSON cannot represent.</exception>
    /// <exception cref="TemplateFunctionException">The text is longer than the limit for lists.</exception>
    public static Value Read(RenderContext context, ByteString text)
    {
        context.CheckCount(text.Length);
        try
        {
            return ToValue(YamlDocumentReader.ReadDocument(text.Span, asHelm: true, step: context.Step).Root);
        }
        catch (DocumentException exception)
        {
            throw new DocumentException(ErrorText.Format($"error converting YAML to JSON: {exception.Text}"), exception);
        }
    }

    private static Value ToValue(DocumentNode node) => node switch
    {
        DocumentNode.Mapping mapping => ToValue(mapping),
        DocumentNode.Sequence sequence =>
            Value.FromSlice(GoSlice.FromAppended(GoType.AnySlice, [.. sequence.Elements.Select(ToValue)])),
        DocumentNode.Scalar scalar => ToValue(scalar),
        DocumentNode.Unsupported unsupported => ToNumber(unsupported.Text) ?? Value.FromString(unsupported.Text),
        _ => Value.Nil,
    };

    private static Value ToValue(DocumentNode.Mapping mapping)
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var (name, node) in mapping.Entries)
        {
            map.Set(ByteString.FromString(name), ToValue(node));
        }

        return Value.FromMap(map);
    }

    private static Value ToValue(DocumentNode.Scalar scalar)
    {
        var text = new ByteString(scalar.Value);
        return scalar.Kind switch
        {
            ScalarKind.Boolean => Value.FromBool(text.Span.SequenceEqual("true"u8)),
            ScalarKind.Number => ToNumber(text.ToString()) ?? Value.FromString(text),
            _ => Value.FromString(text),
        };
    }

    private static Value? ToNumber(string text) => text is "+Inf" or "-Inf" or "NaN"
        ? throw new DocumentException($"json: unsupported value: {text}")
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? Value.FromFloat(number) : null;
}
