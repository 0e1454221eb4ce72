using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>A pipeline whose result is printed, unless it declares or assigns a variable.</summary>
internal sealed class ActionNode(int position, PipeNode pipe, Delimiters delimiters) : Node(NodeKind.Action, position)
{
    public PipeNode Pipe { get; } = pipe;

    public override void WriteTo(StringBuilder text)
    {
        text.Append(delimiters.Left);
        Pipe.WriteTo(text);
        text.Append(delimiters.Right);
    }
}
