using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Toml;

namespace Confd.Engine.Documents;

/// <summary>Checks rendered bytes against the <c>output_format</c> of a resource.</summary>
internal static class OutputFormat
{
    /// <summary>True for the names that a resource may give: <c>json</c>, <c>yaml</c>, <c>yml</c>, <c>toml</c>, <c>xml</c>.</summary>
    public static bool IsKnown(string format) => format is "json" or "yaml" or "yml" or "toml" or "xml";

    /// <summary>Checks the bytes.</summary>
    /// <param name="format">The format as named in the resource.</param>
    /// <param name="content">The rendered bytes.</param>
    /// <param name="stop">Cancels the check, except of TOML.</param>
    /// <returns>
    /// Null where they are of that format; otherwise the error, such as <c>invalid JSON: unexpected end of JSON input (line 3, column
    /// 1)</c>, or that the format is unknown. Its quotes of the bytes are values. Callers put <c>output format validation failed
    /// (json): </c> in front.
    /// </returns>
    public static ErrorText? FindProblem(string format, ReadOnlyMemory<byte> content, CancellationToken stop) => format switch
    {
        "json" => FindJsonProblem(content, stop),
        "yaml" or "yml" => FindYamlProblem(content.Span, stop),
        "toml" => FindTomlProblem(content.Span, stop),
        "xml" => FindXmlProblem(content, stop),
        _ => $"unknown output format: \"{format}\" (supported: json, yaml, toml, xml)",
    };

    private static ErrorText? FindJsonProblem(ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        try
        {
            JsonReader.ReadAny(new ByteString(content), stop: stop);
            return null;
        }
        catch (TemplateFunctionException exception)
        {
            // The syntax check has the position. A number outside the range of floats is not an error of syntax.
            return ErrorText.Format($"invalid JSON: {JsonSyntax.FindProblem(content.Span, stop) ?? exception.Text}");
        }
    }

    private static ErrorText? FindYamlProblem(ReadOnlySpan<byte> content, CancellationToken stop)
    {
        try
        {
            YamlDocumentReader.ReadDocument(content, step: stop.ThrowIfCancellationRequested);
            return null;
        }
        catch (DocumentException exception)
        {
            return ErrorText.Format($"invalid YAML: {exception.Text}");
        }
    }

    private static ErrorText? FindTomlProblem(ReadOnlySpan<byte> content, CancellationToken stop)
    {
        try
        {
            TomlReader.Read(content, "output", cancellationToken: stop);
            return null;
        }
        catch (TomlException exception)
        {
            return ErrorText.Format(
                $"invalid TOML: toml: line {exception.Line}: {new ErrorText(exception.Reason, "this text is not TOML")} "
                + $"(line {exception.Line}, column {exception.Column})");
        }
    }

    private static ErrorText? FindXmlProblem(ReadOnlyMemory<byte> content, CancellationToken stop) =>
        XmlSyntax.FindProblem(content, stop) is { } problem ? ErrorText.Format($"invalid XML: {problem}") : null;
}
