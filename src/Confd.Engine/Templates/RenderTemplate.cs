using System.Buffers;

namespace Confd.Engine.Templates;

/// <summary>Renders a template.</summary>
/// <param name="templatePath">The template file.</param>
/// <param name="input">Keys, flags and dot.</param>
/// <param name="output">Receives the text; invalid after an exception.</param>
/// <param name="cancellationToken">Cancels the rendering.</param>
internal delegate void RenderTemplate(
    string templatePath, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken);
