using System.Buffers;
using Confd.GoTemplate.Execution;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Parsing;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate;

/// <summary>
/// A parsed Go template with the templates it may call by name. Immutable: it can be rendered by any number of threads.
/// </summary>
/// <example>
/// <code>
/// var template = Template.Parse(
///     "greeting.tmpl", "Hello {{.name}}, you are {{printf \"%03d\" .number}}.\n"u8, FunctionTable.Predefined);
///
/// var data = new GoMap(GoType.AnyMap);
/// data.Set(ByteString.FromString("name"), Value.FromString("world"));
/// data.Set(ByteString.FromString("number"), Value.FromInt(7));
///
/// var output = new ArrayBufferWriter&lt;byte&gt;();
/// template.Render(output, Value.FromMap(data));
/// </code>
/// </example>
public sealed class Template
{
    private readonly Dictionary<string, TemplateBody> _bodies;
    private readonly TemplateBody? _body;
    private readonly FunctionTable _functions;
    private readonly TemplateOptions _options;

    private Template(
        string name,
        Dictionary<string, TemplateBody> bodies,
        IReadOnlyList<ByteString> constants,
        IReadOnlyCollection<string> functionNames,
        FunctionTable functions,
        TemplateOptions options)
    {
        Name = name;
        StringConstants = constants;
        FunctionNames = functionNames;
        _bodies = bodies;
        _body = FindBody(name);
        _functions = functions;
        _options = options;
    }

    /// <summary>The name given when parsing; used in messages, and <see cref="Render"/> runs the template of this name.</summary>
    public string Name { get; }

    /// <summary>The names of all templates in the set, its own included; in no order.</summary>
    public IReadOnlyCollection<string> DefinedNames => _bodies.Keys;

    /// <summary>The string constants of the set's texts, in order: written by its author, unlike the values of a run.</summary>
    public IReadOnlyList<ByteString> StringConstants { get; }

    /// <summary>The names of the functions that the set's texts call, each once, in no order.</summary>
    public IReadOnlyCollection<string> FunctionNames { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="name">A name for messages, and the name under which the text itself can be called.</param>
    /// <param name="text">The template in UTF-8; copied.</param>
    /// <param name="functions">The functions it may call; others are errors.</param>
    /// <param name="options">Delimiters and limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="TemplateException">The text is not a template; the message is <c>template: NAME:LINE: REASON</c>.</exception>
    public static Template Parse(string name, ReadOnlySpan<byte> text, FunctionTable functions, TemplateOptions? options = null)
    {
        options ??= TemplateOptions.Default;
        options.Validate();
        using var session = new ParseSession(name, text.ToArray(), functions, options);
        return new Template(name, Parser.Parse(session), session.Constants.TakeFrom(0), session.FunctionNames, functions, options);
    }

    /// <summary>
    /// Parses another text into a copy of the set, as Go's <c>t.New(name).Parse(text)</c>: its definitions can be called, and replace those
    /// of the same name, unless they are empty. The functions and options are those of this template.
    /// </summary>
    /// <param name="name">A name for messages, and the name under which the text itself can be called.</param>
    /// <param name="text">The template in UTF-8; copied.</param>
    /// <returns>The larger set, which still runs the template of this <see cref="Name"/>.</returns>
    /// <exception cref="TemplateException">The text is not a template.</exception>
    public Template With(string name, ReadOnlySpan<byte> text)
    {
        var bodies = new Dictionary<string, TemplateBody>(_bodies, StringComparer.Ordinal);
        using var session = new ParseSession(name, text.ToArray(), _functions, _options);
        foreach (var (key, body) in Parser.Parse(session))
        {
            if (!body.IsEmpty || !bodies.ContainsKey(key))
            {
                bodies[key] = body;
            }
        }

        return new Template(
            Name,
            bodies,
            [.. StringConstants, .. session.Constants.TakeFrom(0)],
            [.. FunctionNames.Union(session.FunctionNames, StringComparer.Ordinal)],
            _functions,
            _options);
    }

    /// <summary>Runs the template.</summary>
    /// <param name="output">Receives the bytes as they come, in blocks; on failure it keeps what was already written.</param>
    /// <param name="dot">The data; <see cref="Value.Invalid"/> for none.</param>
    /// <param name="state">The value of <see cref="RenderContext.State"/>.</param>
    /// <param name="cancellationToken">Cancels the run between two nodes.</param>
    /// <exception cref="TemplateException">
    /// The run failed; the message is <c>template: NAME:LINE:COLUMN: executing "BODY" at &lt;CONTEXT&gt;: REASON</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>Exceptions of functions other than <see cref="TemplateFunctionException"/> are passed on unchanged.</remarks>
    public void Render(IBufferWriter<byte> output, Value dot, object? state = null, CancellationToken cancellationToken = default)
        => Run(Name, _body ?? throw NoTemplate(Name), output, dot, state, cancellationToken);

    /// <summary>Runs another template of the set, as Go's <c>ExecuteTemplate</c>.</summary>
    /// <param name="name">One of <see cref="DefinedNames"/>.</param>
    /// <param name="output">Receives the bytes as they come, in blocks; on failure it keeps what was already written.</param>
    /// <param name="dot">The data; <see cref="Value.Invalid"/> for none.</param>
    /// <param name="state">The value of <see cref="RenderContext.State"/>.</param>
    /// <param name="cancellationToken">Cancels the run between two nodes.</param>
    /// <exception cref="TemplateException">The run failed, or there is no template of the name.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void RenderNamed(
        string name,
        IBufferWriter<byte> output,
        Value dot,
        object? state = null,
        CancellationToken cancellationToken = default)
        => Run(name, FindBody(name) ?? throw NoTemplate(name), output, dot, state, cancellationToken);

    internal TemplateBody? FindBody(string name) => _bodies.GetValueOrDefault(name);

    private void Run(
        string name, TemplateBody body, IBufferWriter<byte> output, in Value dot, object? state, CancellationToken cancellationToken)
        => Interpreter.Run(this, name, body, output, new RenderContext(state, _options, cancellationToken), dot.Unwrap());

    private TemplateException NoTemplate(string name)
    {
        var reason = $"no template {GoFormat.Quote(name)} associated with template {GoFormat.Quote(Name)}";
        return new TemplateException(TemplateErrorKind.Execution, $"template: {reason}") { Reason = reason };
    }
}
