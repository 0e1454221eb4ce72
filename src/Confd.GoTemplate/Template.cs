using System.Buffers;
using System.Collections.Frozen;
using Confd.GoTemplate.Execution;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Parsing;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>A parsed Go template, with the templates it defines. Immutable: render it from as many threads as you like.</summary>
public sealed class Template
{
    private readonly FrozenDictionary<string, ListNode> _bodies;
    private readonly TemplateOptions _options;

    private Template(string name, byte[] text, Dictionary<string, ListNode> bodies, TemplateOptions options)
    {
        Name = name;
        Text = text;
        _bodies = bodies.ToFrozenDictionary(StringComparer.Ordinal);
        _options = options;
    }

    /// <summary>The name given when parsing; messages show it.</summary>
    public string Name { get; }

    /// <summary>The names of all templates in the text, its own included; in no order.</summary>
    public IReadOnlyCollection<string> DefinedNames => _bodies.Keys;

    internal byte[] Text { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="name">A name for messages, and the name under which the text itself can be called.</param>
    /// <param name="text">The template in UTF-8; copied.</param>
    /// <param name="functions">The functions it may call; others are errors.</param>
    /// <param name="options">Delimiters and limits; null for the defaults.</param>
    /// <exception cref="TemplateException">The text is not a template; the message is <c>template: NAME:LINE: REASON</c>.</exception>
    public static Template Parse(string name, ReadOnlySpan<byte> text, FunctionTable functions, TemplateOptions? options = null)
    {
        options ??= TemplateOptions.Default;
        var session = new ParseSession(name, text.ToArray(), functions, options);
        return new Template(name, session.Text, Parser.Parse(session), options);
    }

    /// <summary>Runs the template.</summary>
    /// <param name="output">Receives the bytes as they come, in blocks; on failure it keeps what was already written.</param>
    /// <param name="dot">The data; <see cref="Value.Invalid"/> for none.</param>
    /// <param name="state">What functions find in <see cref="RenderContext.State"/>.</param>
    /// <param name="cancellationToken">Stops the run between two nodes.</param>
    /// <exception cref="TemplateException">
    /// The run failed; the message is <c>template: NAME:LINE:COLUMN: executing "BODY" at &lt;CONTEXT&gt;: REASON</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Render(IBufferWriter<byte> output, Value dot, object? state = null, CancellationToken cancellationToken = default)
    {
        var context = new RenderContext(state, _options, cancellationToken);
        new Interpreter(this, output, context).Run(dot.Unwrap(), _bodies[Name]);
    }

    internal ListNode? FindBody(string name) => _bodies.GetValueOrDefault(name);
}
