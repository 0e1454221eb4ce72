using System.Xml;
using Confd.GoTemplate;
using Confd.Toml;

namespace Confd.Engine.Documents;

/// <summary>Checks rendered bytes against the <c>output_format</c> of a resource.</summary>
internal static class OutputFormat
{
    /// <summary>True for the names that a resource may give: <c>json</c>, <c>yaml</c>, <c>yml</c>, <c>toml</c>, <c>xml</c>.</summary>
    public static bool IsKnown(string format) => format is "json" or "yaml" or "yml" or "toml" or "xml";

    /// <summary>Judges the bytes.</summary>
    /// <param name="format">The format as the resource names it.</param>
    /// <param name="content">The rendered bytes.</param>
    /// <returns>
    /// Null where they are of that format; otherwise what is wrong, such as <c>invalid JSON: unexpected end of JSON input (line 3, column
    /// 1)</c>, or that the format is unknown. What it quotes of the bytes is a value. Callers put <c>output format validation failed
    /// (json): </c> in front.
    /// </returns>
    public static ErrorText? FindProblem(string format, ReadOnlyMemory<byte> content) => format switch
    {
        "json" => FindJsonProblem(content.Span),
        "yaml" or "yml" => FindYamlProblem(content.Span),
        "toml" => FindTomlProblem(content.Span),
        "xml" => FindXmlProblem(content),
        _ => $"unknown output format: \"{format}\" (supported: json, yaml, toml, xml)",
    };

    private static ErrorText? FindJsonProblem(ReadOnlySpan<byte> content) =>
        JsonSyntax.FindProblem(content) is { } problem ? ErrorText.Format($"invalid JSON: {problem}") : null;

    private static ErrorText? FindYamlProblem(ReadOnlySpan<byte> content)
    {
        try
        {
            YamlDocumentReader.ReadDocument(content);
            return null;
        }
        catch (DocumentException exception)
        {
            return ErrorText.Format($"invalid YAML: {exception.Text}");
        }
    }

    private static ErrorText? FindTomlProblem(ReadOnlySpan<byte> content)
    {
        try
        {
            TomlReader.Read(content, "output");
            return null;
        }
        catch (TomlException exception)
        {
            return ErrorText.Format(
                $"invalid TOML: line {exception.Line}, column {exception.Column}: "
                + $"{new ErrorText(exception.Reason, "what stands here is not TOML")}");
        }
    }

    private static ErrorText? FindXmlProblem(ReadOnlyMemory<byte> content)
    {
        // A document type may be named but is never followed: rendered text must not make confd open files or expand entities without end.
        var settings = new XmlReaderSettings
        {
            ConformanceLevel = ConformanceLevel.Auto,
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersFromEntities = 1024 * 1024,
        };
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        SkipSpace(stream);
        using var reader = XmlReader.Create(stream, settings);
        try
        {
            // As in Go, the first element is what counts: what stands before and behind it is not looked at.
            while (reader.Read())
            {
                if (reader.Depth == 0 && (
                    reader.NodeType == XmlNodeType.EndElement || (reader.NodeType == XmlNodeType.Element && reader.IsEmptyElement)))
                {
                    return null;
                }
            }

            return "invalid XML: EOF";
        }
        catch (XmlException exception)
        {
            var place = $"line {exception.LineNumber}, column {exception.LinePosition}";
            return ErrorText.Format($"invalid XML: {new ErrorText(exception.Message, $"{place}: what stands here is not XML")}");
        }
    }

    // Templates often leave an empty line in front of the XML declaration, which Go does not mind.
    private static void SkipSpace(MemoryStream stream)
    {
        int next;
        do
        {
            next = stream.ReadByte();
        }
        while (next is ' ' or '\t' or '\r' or '\n');

        if (next >= 0)
        {
            stream.Position--;
        }
    }
}
