using System.Buffers;
using Confd.Cli.Tools;
using Confd.Engine.Templates;

namespace Confd.Cli.Rendering;

/// <summary>A template that stands on standard input.</summary>
/// <param name="open">Opens standard input.</param>
/// <param name="templates">Renders; includes are files of its folder.</param>
internal sealed class InputTemplate(Func<Stream> open, TemplateRenderer templates)
{
    /// <summary>What messages call it.</summary>
    public const string Name = "stdin";

    /// <summary>Reads it and renders it; the path plays no role.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than files are read up to.</exception>
    /// <inheritdoc cref="RenderTemplate"/>
    public void Render(string templatePath, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        // A rendering has a thread of its own, and nothing to do before it has its template.
        var text = StandardInput.ReadAsync(open, cancellationToken).GetAwaiter().GetResult();
        templates.RenderText(Name, text, input, output, cancellationToken);
    }
}
