using System.Buffers;

namespace Confd.Engine.Updating;

/// <summary>Renders a template.</summary>
/// <param name="templatePath">The template file.</param>
/// <param name="keys">The keys as templates know them, with their values.</param>
/// <param name="output">Receives the text; worthless after an exception.</param>
public delegate void RenderTemplate(string templatePath, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> keys, IBufferWriter<byte> output);
