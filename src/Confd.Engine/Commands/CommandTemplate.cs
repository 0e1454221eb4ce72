using System.Buffers;
using System.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Commands;

/// <summary>A check or reload command: a template with the predefined functions of the template language only. Immutable.</summary>
public sealed class CommandTemplate
{
    private readonly Template? _template;

    private CommandTemplate(string text, Template? template)
    {
        Text = text;
        _template = template;
    }

    /// <summary>The command as written in the resource.</summary>
    public string Text { get; }

    /// <summary>Parses a command.</summary>
    /// <param name="name">The name that errors carry.</param>
    /// <param name="text">The command as written.</param>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public static CommandTemplate Parse(string name, string text)
    {
        var template = text.Contains("{{", StringComparison.Ordinal)
            ? Template.Parse(name, Encoding.UTF8.GetBytes(text), FunctionTable.Predefined)
            : null;
        return new CommandTemplate(text, template);
    }

    /// <summary>Fills in the paths of a check command: <c>{{.src}}</c> is the staged file, any other name gives <c>&lt;no value&gt;</c>.</summary>
    /// <exception cref="TemplateException">The template failed.</exception>
    public string RenderCheck(string stagePath) => Render(("src", stagePath));

    /// <summary>
    /// Fills in the paths of a reload command: <c>{{.dest}}</c> is the destination, <c>{{.src}}</c> the staged file, which is gone by then unless
    /// staged files are kept.
    /// </summary>
    /// <exception cref="TemplateException">The template failed.</exception>
    public string RenderReload(string stagePath, string destination) => Render(("src", stagePath), ("dest", destination));

    private string Render(params ReadOnlySpan<(string Name, string Value)> data)
    {
        if (_template is null)
        {
            return Text;
        }

        var dot = new GoMap(GoType.AnyMap);
        foreach (var (name, value) in data)
        {
            dot.Set(ByteString.FromString(name), Value.FromString(value));
        }

        var output = new ArrayBufferWriter<byte>();
        _template.Render(output, Value.FromMap(dot));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
