using System.Buffers;
using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared.Files;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary>
/// <c>--validate</c>: parses the template of every resource, without a backend. Functions that read keys, variables or other templates
/// return defaults. With mock data the templates are rendered too, with the data as the dot, and the result is checked against
/// <c>output_format</c>.
/// </summary>
internal sealed partial class TemplateCheck
{
    private readonly string _configDirectory;
    private readonly TemplateRenderer _renderer;
    private readonly BackendRegistry _backends;
    private readonly ILogger _logger;

    /// <summary>Creates a check of one configuration directory.</summary>
    /// <param name="configDirectory">The folder of <c>conf.d</c> and <c>templates</c>.</param>
    /// <param name="backends">The backends whose options a <c>[backend]</c> table may contain.</param>
    /// <param name="logger">Logs every problem and every valid file.</param>
    public TemplateCheck(string configDirectory, BackendRegistry backends, ILogger logger)
    {
        _configDirectory = configDirectory;
        _renderer = new TemplateRenderer(
            new TemplateRendererOptions
            {
                TemplateFolder = TemplateRenderer.FolderIn(configDirectory),
                Functions = TemplateFunctions.ValidationTable,
            });
        _backends = backends;
        _logger = logger;
    }

    /// <summary>Checks the templates of all resource files, or of one.</summary>
    /// <param name="resource">The only resource file to check, absolute or relative to <c>conf.d</c>; null or empty for all.</param>
    /// <param name="mockDataPath">A file with a JSON object; null or empty to parse only.</param>
    /// <exception cref="ValidationException">There is a problem; the message has a line for each. Or the mock data cannot be
    /// read.</exception>
    public void Run(string? resource, string? mockDataPath)
    {
        var mockData = string.IsNullOrEmpty(mockDataPath) ? Value.Invalid : ReadMockData(mockDataPath);
        new ValidationRun(_configDirectory, _backends, _logger).Validate(
            resource,
            document => Validate(document.Path, new SettingsTable(document).Table("template"), mockData) is { } found ? [found] : [],
            (good, total) => LogComplete(_logger, good, total));
    }

    private static Value ReadMockData(string path)
    {
        try
        {
            // As in the original, null is not data.
            var data = JsonReader.ReadObject(new ByteString(RegularFile.ReadAll(path, mayBePipe: true)));
            return data.AsMap().IsNil ? Value.Invalid : data;
        }
        catch (FileReadException problem)
        {
            throw new ValidationException($"failed to load mock data: {problem.Message}", problem);
        }
        catch (TemplateFunctionException problem)
        {
            throw new ValidationException($"failed to load mock data: invalid JSON in mock data file: {problem.Text}", problem);
        }
    }

    private ValidationProblem? Validate(string file, SettingsTable? template, Value mockData)
    {
        if (template?.Text("src") is not { } source)
        {
            return new ValidationProblem(file, "src", "required field is missing");
        }

        var path = TemplateRenderer.FileIn(_configDirectory, source);
        if (!UnixFile.Exists(path))
        {
            return new ValidationProblem(file, "src", $"template file not found: {path}");
        }

        try
        {
            _renderer.Check(path);
        }
        catch (TemplateRenderException problem)
        {
            return new ValidationProblem(path, null, ErrorText.Format($"template parse error: {problem.Text}"));
        }

        return mockData.IsValid ? Render(path, template.Value.Text("output_format"), mockData) : null;
    }

    private ValidationProblem? Render(string path, string? outputFormat, Value mockData)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            _renderer.Render(path, new RenderInput(KeySnapshot.Empty) { Dot = mockData }, output);
        }
        catch (TemplateRenderException problem)
        {
            return new ValidationProblem(path, null, ErrorText.Format($"template execution error: {problem.Text}"));
        }

        return outputFormat is not null
            && OutputFormat.FindProblem(outputFormat, output.WrittenMemory, CancellationToken.None) is { } reason
            ? new ValidationProblem(path, "output_format", ErrorText.Format($"output validation failed: {reason}"))
            : null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Template validation complete: {Good}/{Total} passed")]
    private static partial void LogComplete(ILogger logger, int good, int total);
}
