using System.Buffers;
using Confd.Engine.Keys;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Updating;

/// <summary>Renders a template.</summary>
/// <param name="templatePath">The template file.</param>
/// <param name="keys">The keys as templates know them, with their values.</param>
/// <param name="dot">What <c>{{.}}</c> is: nil, or the name and key of one file of a <c>for_each</c>.</param>
/// <param name="output">Receives the text; worthless after an exception.</param>
/// <param name="cancellationToken">Stops the rendering.</param>
public delegate void RenderTemplate(
    string templatePath, KeySnapshot keys, Value dot, IBufferWriter<byte> output, CancellationToken cancellationToken);
