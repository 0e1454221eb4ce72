using System.Buffers;
using Confd.Cli.Tools;
using Confd.Engine.Templates;

namespace Confd.Cli.Rendering;

/// <summary>A template from standard input.</summary>
/// <param name="open">Opens standard input.</param>
/// <param name="templates">Renders it; includes are files of its folder.</param>
internal sealed class InputTemplate(Func<Stream> open, TemplateRenderer templates)
{
    /// <summary>Its name in messages.</summary>
    public const string Name = "stdin";

    /// <summary>Reads and renders it; the path is not used.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than the limit for files.</exception>
    /// <inheritdoc cref="RenderTemplate"/>
    public void Render(string templatePath, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        // Rendering has a thread of its own, which cannot continue before it has its template.
        var text = StandardInput.ReadAsync(open, cancellationToken).GetAwaiter().GetResult();
        templates.RenderText(Name, text, input, output, cancellationToken);
    }
}
