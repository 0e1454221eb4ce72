using System.Buffers;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>A parsed Go template, with the templates it defines. Immutable: render it from as many threads as you like.</summary>
public sealed class Template
{
    private Template(string name) => Name = name;

    /// <summary>The name given when parsing; messages show it.</summary>
    public string Name { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="name">A name for messages, and the name under which the text itself can be called.</param>
    /// <param name="text">The template in UTF-8; copied as far as needed.</param>
    /// <param name="functions">The functions it may call; others are errors.</param>
    /// <param name="options">Delimiters and limits; null for the defaults.</param>
    /// <exception cref="TemplateException">The text is not a template; the message is <c>template: NAME:LINE: REASON</c>.</exception>
    public static Template Parse(string name, ReadOnlySpan<byte> text, FunctionTable functions, TemplateOptions? options = null)
        => throw new NotSupportedException();

    /// <summary>Runs the template.</summary>
    /// <param name="output">Receives the bytes as they come; on failure it keeps what was already written.</param>
    /// <param name="dot">The data; <see cref="Value.Invalid"/> for none.</param>
    /// <param name="state">What functions find in <see cref="RenderContext.State"/>.</param>
    /// <param name="cancellationToken">Stops the run between two nodes.</param>
    /// <exception cref="TemplateException">The run failed.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Render(IBufferWriter<byte> output, Value dot, object? state = null, CancellationToken cancellationToken = default)
        => throw new NotSupportedException();
}
