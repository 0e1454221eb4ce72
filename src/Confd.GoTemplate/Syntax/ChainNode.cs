using System.Text;

namespace Confd.GoTemplate.Syntax;

/// <summary>Fields of a parenthesized pipeline or a function's result: <c>(x).a.b</c>.</summary>
internal sealed class ChainNode(int position, Node operand, FieldName[] fields) : Node(NodeKind.Chain, position)
{
    public Node Operand { get; } = operand;

    public FieldName[] Fields { get; } = fields;

    public override void WriteTo(StringBuilder text)
    {
        CommandNode.WriteArgument(text, Operand);
        FieldName.WriteTo(text, Fields);
    }
}
