using System.Buffers;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine.Templates;

/// <summary>Renders template files with keys into bytes. Safe to share between threads; parsed templates are kept between
/// renderings.</summary>
internal sealed partial class TemplateRenderer
{
    private readonly TemplateRendererOptions _options;
    private readonly RenderServices _services;
    private readonly TemplateCache _templates;
    private readonly ILogger _logger;

    /// <summary>Creates a renderer for one template folder.</summary>
    /// <param name="options">Folder, functions, cache.</param>
    /// <param name="logger">Logs debug lines, never a value; null for none.</param>
    public TemplateRenderer(TemplateRendererOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options with { TemplateFolder = GoPath.Clean(options.TemplateFolder) };
        _services = new RenderServices(_options);
        _templates = new TemplateCache(_options);
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>The counts of the cache so far.</summary>
    public TemplateCacheCounts CacheCounts => _templates.Counts;

    /// <summary>The folder of the templates of CONFDIR.</summary>
    public static string FolderIn(string configDirectory) => GoPath.Join(configDirectory, "templates");

    /// <summary>The path of the template for a resource's <c>src</c>: an absolute one is below the folder too, and <c>..</c> may leave it,
    /// as in the original.</summary>
    public static string FileIn(string configDirectory, string source) => GoPath.Join(FolderIn(configDirectory), source);

    /// <summary>Renders a template file.</summary>
    /// <param name="path">The file; it may lie outside the template folder, its includes may not.</param>
    /// <param name="input">Keys, flags and dot.</param>
    /// <param name="output">Receives the bytes; invalid after a failure.</param>
    /// <param name="cancellationToken">Cancels the rendering.</param>
    /// <exception cref="TemplateRenderException">The file is missing, is not a valid template, or fails.</exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public void Render(string path, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        LogSource(_logger, path);
        Run(Load(path), input, output, cancellationToken);
    }

    /// <summary>Renders a template that is not in a file; its includes are files of the template folder.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="text">The template.</param>
    /// <param name="input">Keys, flags and dot.</param>
    /// <param name="output">Receives the bytes; invalid after a failure.</param>
    /// <param name="cancellationToken">Cancels the rendering.</param>
    /// <exception cref="TemplateRenderException">It is not a valid template, or fails.</exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public void RenderText(
        string name, ReadOnlySpan<byte> text, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        Run(Parse(name, text), input, output, cancellationToken);
    }

    /// <summary>Reads and parses a template file without running it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TemplateRenderException">The file cannot be read or is not a valid template; the message is without the
    /// prefix of this class.</exception>
    public void Check(string path)
    {
        try
        {
            _templates.Get(path, out _);
        }
        catch (Exception exception) when (exception is TemplateException or TemplateFileException)
        {
            throw new TemplateRenderException(exception.Message, exception);
        }
    }

    /// <summary>Removes all parsed templates, for a reload.</summary>
    public void ClearCache()
    {
        _templates.Clear();
        LogCleared(_logger);
    }

    private Template Parse(string name, ReadOnlySpan<byte> text)
    {
        try
        {
            return Template.Parse(name, text, _options.Functions, _options.Template);
        }
        catch (TemplateException exception)
        {
            throw new TemplateRenderException($"unable to process template {name}: {exception.Message}", exception);
        }
    }

    private void Run(Template template, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        try
        {
            var run = new RenderRun(input, _services, _templates, _options.TemplateFolder);
            run.Names.Add(template);
            template.Render(output, input.Dot, run, cancellationToken);
        }
        catch (TemplateException exception)
        {
            throw new TemplateRenderException(exception.Text, exception);
        }
    }

    private Template Load(string path)
    {
        if (!UnixFile.Exists(path))
        {
            throw new TemplateRenderException($"missing template: {path}");
        }

        LogCompiling(_logger, path);
        try
        {
            var template = _templates.Get(path, out var isHit);
            if (isHit == true)
            {
                LogHit(_logger, path);
            }
            else
            {
                LogMiss(_logger, path);
            }

            return template;
        }
        catch (Exception exception) when (exception is TemplateException or TemplateFileException)
        {
            throw new TemplateRenderException($"unable to process template {path}: {exception.Message}", exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Using source template {Path}")]
    private static partial void LogSource(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Compiling source template {Path}")]
    private static partial void LogCompiling(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Template cache hit for {Path}")]
    private static partial void LogHit(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Template cache miss for {Path}")]
    private static partial void LogMiss(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Template cache cleared")]
    private static partial void LogCleared(ILogger logger);
}
