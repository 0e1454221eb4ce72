using System.Buffers;
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
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <inheritdoc cref="RenderTemplate"/>
    public void Render(string templatePath, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        using (var stream = open())
        {
            stream.CopyTo(text);
        }

        templates.RenderText(Name, text.GetBuffer().AsSpan(0, (int)text.Length), input, output, cancellationToken);
    }
}
