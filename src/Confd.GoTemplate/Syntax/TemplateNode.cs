using System.Text;
using Confd.GoTemplate.Formatting;

namespace Confd.GoTemplate.Syntax;

/// <summary>A call of a template by name: <c>{{template "x" .}}</c>, also the node for a <c>block</c>.</summary>
internal sealed class TemplateNode(int position, string name, PipeNode? pipe, Delimiters delimiters) : Node(NodeKind.Template, position)
{
    public string Name { get; } = name;

    /// <summary>The argument; null where none is given.</summary>
    public PipeNode? Pipe { get; } = pipe;

    public override void WriteTo(StringBuilder text)
    {
        text.Append(delimiters.Left).Append("template ").Append(GoFormat.Quote(Name));
        if (Pipe is not null)
        {
            text.Append(' ');
            Pipe.WriteTo(text);
        }

        text.Append(delimiters.Right);
    }
}
